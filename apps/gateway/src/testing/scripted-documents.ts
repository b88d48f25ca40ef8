import { Bus, WorkerRegistry, type Announcement } from '@parley/bus';
import {
  LARGEST_DOCUMENT_BYTES,
  type AnswerPart,
  type AskRequest,
  type DocumentsReply,
  type DocumentsRequest,
} from '@parley/protocol';

type Ask = (request: AskRequest) => AsyncIterable<AnswerPart>;

/** A rag-service on the bus that keeps what it is handed in memory, and answers what the test says. */
export class ScriptedDocuments {
  /** What answers, by name. */
  readonly texts = new Map<string, string>();
  /** Who wanted each change. */
  readonly changedBy: (string | undefined)[] = [];
  /** Files of which pieces have come, but not yet the last. */
  readonly unfinished = new Map<string, Buffer>();
  ask: Ask = async function* () {};
  /** Why the next file is not taken, or not read in. */
  rejection: string | undefined;
  unreadable: string | undefined;
  /** Why nothing can be read in. */
  problem: string | undefined;

  private constructor(
    private readonly bus: Bus,
    private readonly announcement: Announcement,
  ) {}

  static async start(natsUrl: string): Promise<ScriptedDocuments> {
    const bus = await Bus.connect({ url: natsUrl, name: 'scripted documents' });
    const registry = await WorkerRegistry.open(bus);
    const record = { id: 'rag-1', role: 'rag', status: 'ready', detail: '' } as const;
    const load = { capacity: 1, sessions: 0, load: 0, startedAt: 0 };
    const onError = (error: unknown) => {
      throw error;
    };
    const announcement = await registry.announce(() => ({ ...record, ...load }), onError);
    const documents = new ScriptedDocuments(bus, announcement);
    bus.respond('documents', 'rag-1', (request) => documents.serve(request), { onError });
    bus.respondStream('ask', (request) => documents.ask(request), { queue: 'rag', onError });
    await bus.nats.flush();
    return documents;
  }

  async close(): Promise<void> {
    if (this.bus.nats.isClosed()) return;
    await this.announcement.close();
    await this.bus.close();
  }

  private serve(request: DocumentsRequest): DocumentsReply {
    switch (request.type) {
      case 'piece':
        return this.take(request);
      case 'discard':
        this.unfinished.delete(request.upload);
        return { type: 'done' };
      case 'remove':
        this.changedBy.push(request.by);
        return { type: 'removed', names: request.names.filter((name) => this.texts.delete(name)) };
      case 'list':
        return { type: 'list', documents: this.rows(), nextOffset: null };
      case 'refresh':
        return this.refreshed();
    }
  }

  private take(piece: Extract<DocumentsRequest, { type: 'piece' }>): DocumentsReply {
    if (this.rejection) return { type: 'rejected', reason: this.rejection, fault: 'document' };
    const before = this.unfinished.get(piece.upload) ?? Buffer.alloc(0);
    const bytes = Buffer.concat([before, Buffer.from(piece.base64, 'base64')]);
    if (bytes.length > LARGEST_DOCUMENT_BYTES) {
      this.unfinished.delete(piece.upload);
      return { type: 'rejected', reason: 'is larger than 8 MB', fault: 'document' };
    }
    this.unfinished.set(piece.upload, bytes);
    if (piece.last && this.unreadable)
      return { type: 'rejected', reason: this.unreadable, fault: 'document' };
    if (piece.last) {
      this.changedBy.push(piece.by);
      this.unfinished.delete(piece.upload);
      this.texts.set(piece.name, bytes.toString());
    }
    return { type: 'done' };
  }

  private rows() {
    const row = { title: 'T', passages: 1, handedIn: true };
    const ofFolder = { name: 'wifi.md', title: 'Wi-Fi', passages: 2, handedIn: false };
    return [ofFolder, ...[...this.texts.keys()].map((name) => ({ ...row, name }))];
  }

  private refreshed(): DocumentsReply {
    if (this.problem) return { type: 'rejected', reason: this.problem, fault: 'service' };
    const counts = { added: 0, changed: 0, removed: 0, unchanged: 0, documents: 1, passages: 1 };
    return { type: 'refreshed', ...counts, skipped: [] };
  }
}
