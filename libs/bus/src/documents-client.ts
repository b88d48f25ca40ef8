import {
  DOCUMENT_PIECE_BYTES,
  type DocumentRow,
  type DocumentsReply,
  type DocumentsRequest,
} from '@parley/protocol';
import type { Bus } from './bus.js';
import { RequestFailed } from './errors.js';
import type { WorkerRegistry } from './registry.js';

const STORED_WITHIN_MS = 10_000;
/** The last piece is answered when the file has been read, which a busy machine takes its time for. */
const READ_WITHIN_MS = 150_000;

type Of<Type extends DocumentsReply['type']> = Extract<DocumentsReply, { type: Type }>;
export type Refreshed = Of<'refreshed'>;

/** A rag-service does not take what it was asked to; `message` goes well after the file's name. */
export class DocumentRejected extends Error {
  override readonly name = 'DocumentRejected';

  constructor(
    reason: string,
    readonly fault: 'document' | 'service',
  ) {
    super(reason);
  }
}

/**
 * The documents of one rag-service.
 * Every method may throw DocumentRejected, and RequestFailed when the service does not answer.
 */
export class DocumentsClient {
  constructor(
    private readonly bus: Bus,
    private readonly workerId: string,
    /** Who wants the changes, for the audit log. */
    private readonly by?: string,
  ) {}

  /** A client of the first service that is ready, always the same while the services are; undefined when none is. */
  static of(bus: Bus, registry: WorkerRegistry, by?: string): DocumentsClient | undefined {
    const ids = registry.workers('rag').flatMap(({ id, status }) => (status === 'ready' ? id : []));
    const [first] = ids.sort();
    return first === undefined ? undefined : new DocumentsClient(bus, first, by);
  }

  /** Sends a file as it comes in; no more than a piece of it is held. */
  async send(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const upload = crypto.randomUUID();
    let offset = 0;
    let held: Uint8Array | undefined;
    const { by } = this;
    const pass = async (piece: Uint8Array, last: boolean) => {
      const base64 = Buffer.from(piece).toString('base64');
      const request = { type: 'piece', upload, name, offset, base64, last, by } as const;
      await this.ask(request, 'done', last ? READ_WITHIN_MS : STORED_WITHIN_MS);
      offset += piece.length;
    };
    try {
      for await (const piece of inPieces(bytes)) {
        if (held) await pass(held, false);
        held = piece;
      }
      await pass(held ?? new Uint8Array(), true);
    } catch (error) {
      if (!(error instanceof DocumentRejected)) await this.discard(upload);
      throw error;
    }
  }

  /** Takes away those of the names that are there, and returns them. */
  async remove(names: readonly string[]): Promise<string[]> {
    return (await this.ask({ type: 'remove', names: [...names], by: this.by }, 'removed')).names;
  }

  list(offset: number): Promise<Of<'list'>> {
    return this.ask({ type: 'list', offset }, 'list');
  }

  async listAll(): Promise<DocumentRow[]> {
    const rows: DocumentRow[] = [];
    for (let offset: number | null = 0; offset !== null;) {
      const page = await this.list(offset);
      rows.push(...page.documents);
      offset = page.nextOffset;
    }
    return rows;
  }

  /** Makes what was sent and removed count for answers. A large folder takes its time. */
  refresh(timeoutMs: number): Promise<Refreshed> {
    return this.ask({ type: 'refresh' }, 'refreshed', timeoutMs);
  }

  private async discard(upload: string): Promise<void> {
    await this.ask({ type: 'discard', upload }, 'done').catch(() => undefined);
  }

  private async ask<Type extends DocumentsReply['type']>(
    request: DocumentsRequest,
    type: Type,
    timeoutMs = STORED_WITHIN_MS,
  ): Promise<Of<Type>> {
    const reply = await this.bus.request('documents', this.workerId, request, { timeoutMs });
    if (reply.type === 'rejected') throw new DocumentRejected(reply.reason, reply.fault);
    if (reply.type !== type)
      throw new RequestFailed('The service gave an answer of another kind.', false);
    return reply as Of<Type>;
  }
}

/** The same bytes in pieces as large as a message may carry. */
async function* inPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  for await (const chunk of bytes) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= DOCUMENT_PIECE_BYTES) {
      yield rest.subarray(0, DOCUMENT_PIECE_BYTES);
      rest = rest.subarray(DOCUMENT_PIECE_BYTES);
    }
  }
  if (rest.length > 0) yield rest;
}
