import type { DocumentsReply, DocumentsRequest } from '@parley/protocol';
import { DocumentUnreadable } from './documents/document.js';
import type { Uploads } from './documents/uploads.js';
import type { IngestReport } from './ingest/ingest.js';
import type { Library } from './library.js';

/** Takes documents in over the bus, lists them and takes them away. */
export class DocumentDesk {
  constructor(
    private readonly uploads: Uploads,
    private readonly library: Library,
    private readonly refresh: () => Promise<IngestReport | undefined>,
  ) {}

  async handle(request: DocumentsRequest): Promise<DocumentsReply> {
    try {
      return await this.serve(request);
    } catch (error) {
      // the path of the folder is nobody's business
      const isClear = error instanceof DocumentUnreadable;
      return { type: 'refused', reason: isClear ? error.message : 'could not be stored' };
    }
  }

  private async serve(request: DocumentsRequest): Promise<DocumentsReply> {
    switch (request.type) {
      case 'piece': {
        const { base64, ...piece } = request;
        await this.uploads.add({ ...piece, bytes: Buffer.from(base64, 'base64') });
        return { type: 'done' };
      }
      case 'remove':
        await this.uploads.remove(request.names);
        return { type: 'done' };
      case 'list':
        return { type: 'names', names: await this.uploads.list() };
      case 'refresh':
        return this.refreshed(await this.refresh());
    }
  }

  private refreshed(report: IngestReport | undefined): DocumentsReply {
    const { knowledge, problem } = this.library;
    if (!report)
      return { type: 'refused', reason: problem ?? 'The documents could not be read in.' };
    const { documents, index } = knowledge;
    return { type: 'refreshed', ...report, documents, passages: index.passages.length };
  }
}
