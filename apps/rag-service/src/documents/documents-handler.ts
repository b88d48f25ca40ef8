import {
  HANDED_IN,
  type DocumentRow,
  type DocumentsReply,
  type DocumentsRequest,
} from '@parley/protocol';
import { isDiskFull } from '../store/disk-full.js';
import { DocumentUnreadable } from './document.js';
import type { Uploads } from './uploads.js';
import type { IngestReport } from '../ingest/ingest.js';
import type { CorpusManager } from '../corpus/corpus-manager.js';
import { byDocument } from '../passages/passage.js';

/** As many rows as surely fit into one message, however long their names are. */
const ROWS_OF_PAGE = 400;
const LONGEST_TITLE = 200;

/** Takes documents in over the bus, lists them and takes them away. */
export class DocumentsHandler {
  constructor(
    private readonly uploads: Uploads,
    private readonly corpus: CorpusManager,
    private readonly refresh: () => Promise<IngestReport | undefined>,
  ) {}

  async handle(request: DocumentsRequest): Promise<DocumentsReply> {
    try {
      return await this.serve(request);
    } catch (error) {
      if (error instanceof DocumentUnreadable)
        return { type: 'rejected', reason: error.message, fault: 'document' };
      // the path of the folder is nobody's business
      const reason = isDiskFull(error)
        ? 'could not be stored, for the disk of the service is full'
        : 'could not be stored';
      return { type: 'rejected', reason, fault: 'service' };
    }
  }

  private async serve(request: DocumentsRequest): Promise<DocumentsReply> {
    switch (request.type) {
      case 'piece': {
        const { base64, ...piece } = request;
        await this.uploads.add({ ...piece, bytes: Buffer.from(base64, 'base64') });
        return { type: 'done' };
      }
      case 'discard':
        await this.uploads.discard(request.upload);
        return { type: 'done' };
      case 'remove':
        return { type: 'removed', names: await this.uploads.remove(request.names) };
      case 'list':
        return this.page(request.offset);
      case 'refresh':
        return this.refreshed(await this.refresh());
    }
  }

  private async page(offset: number): Promise<DocumentsReply> {
    const rows = await this.rows();
    const next = offset + ROWS_OF_PAGE;
    return {
      type: 'list',
      documents: rows.slice(offset, next),
      nextOffset: next < rows.length ? next : null,
    };
  }

  /** What answers, and what cannot be read. */
  private async rows(): Promise<DocumentRow[]> {
    const { snapshot, unread } = this.corpus;
    const answering = byDocument(snapshot.index.passages).map((passages) => {
      const document = passages[0]?.document ?? '';
      return rowOf(document, passages[0]?.title ?? '', passages.length, unread.get(document));
    });
    const known = new Set(byDocument(snapshot.index.passages).map(([first]) => first?.document));
    const handedIn = (await this.uploads.list()).map((name) => HANDED_IN + name);
    const others = [...new Set([...unread.keys(), ...handedIn])].filter((name) => !known.has(name));
    return [...answering, ...others.map((name) => rowOf(name, '', 0, unread.get(name)))];
  }

  private refreshed(report: IngestReport | undefined): DocumentsReply {
    const { snapshot, problem } = this.corpus;
    if (!report) {
      const reason = problem ?? 'The documents could not be read in.';
      return { type: 'rejected', reason, fault: 'service' };
    }
    const { documents, index } = snapshot;
    return { type: 'refreshed', ...report, documents, passages: index.passageCount };
  }
}

function rowOf(
  document: string,
  title: string,
  passages: number,
  problem: string | undefined,
): DocumentRow {
  const handedIn = document.startsWith(HANDED_IN);
  const name = handedIn ? document.slice(HANDED_IN.length) : document;
  const shown = (title || name).slice(0, LONGEST_TITLE);
  return { name, title: shown, passages, handedIn, ...(problem && { problem }) };
}
