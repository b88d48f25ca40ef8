import { readFile } from 'node:fs/promises';
import { Bus, WorkerRegistry } from '@parley/bus';
import { GatewayEnv, readEnvironment } from '@parley/config';
import { DOCUMENT_PIECE_BYTES, type DocumentsReply, type DocumentsRequest } from '@parley/protocol';
import { CliError } from '../errors.js';
import { findRunningStack, stateDir } from '../stack/index.js';

const STORED_WITHIN_MS = 10_000;
/** A large folder takes its time. */
const REFRESHED_WITHIN_MS = 15 * 60_000;

export type Refreshed = Extract<DocumentsReply, { type: 'refreshed' }>;

/** The documents of a running rag-service. */
export class DocumentsClient {
  private constructor(
    private readonly bus: Bus,
    private readonly workerId: string,
  ) {}

  /** @throws CliError when no stack runs, or none with a rag-service that is ready. */
  static async connect(): Promise<DocumentsClient> {
    const { NATS_URL, NATS_USER, NATS_PASSWORD } = readEnvironment(
      GatewayEnv.pick({ NATS_URL: true, NATS_USER: true, NATS_PASSWORD: true }),
    );
    const url = process.env['NATS_URL'] ? NATS_URL : (await findRunningStack(stateDir())).natsUrl;
    const options = { url, name: 'parley-documents', user: NATS_USER, password: NATS_PASSWORD };
    const bus = await Bus.connect(options);
    try {
      return new DocumentsClient(bus, await findService(bus));
    } catch (error) {
      await bus.close();
      throw error;
    }
  }

  /** The result says why the file was refused, if it was. */
  async send(path: string, name: string): Promise<string | undefined> {
    const bytes = await readFile(path);
    const upload = crypto.randomUUID();
    for (let offset = 0; offset === 0 || offset < bytes.length; offset += DOCUMENT_PIECE_BYTES) {
      const piece = bytes.subarray(offset, offset + DOCUMENT_PIECE_BYTES);
      const last = offset + piece.length >= bytes.length;
      const base64 = piece.toString('base64');
      const reply = await this.request({ type: 'piece', upload, name, offset, base64, last });
      if (reply.type === 'refused') return reply.reason;
    }
    return undefined;
  }

  async remove(names: readonly string[]): Promise<void> {
    accepted(await this.request({ type: 'remove', names: [...names] }));
  }

  async list(): Promise<string[]> {
    const reply = accepted(await this.request({ type: 'list' }));
    return reply.type === 'names' ? reply.names : [];
  }

  /** Makes what was sent and removed count for answers. */
  async refresh(): Promise<Refreshed> {
    const reply = accepted(await this.request({ type: 'refresh' }, REFRESHED_WITHIN_MS));
    if (reply.type !== 'refreshed')
      throw new CliError('The service gave an answer of another kind.');
    return reply;
  }

  close(): Promise<void> {
    return this.bus.close();
  }

  private request(request: DocumentsRequest, timeoutMs = STORED_WITHIN_MS) {
    return this.bus.request('documents', this.workerId, request, { timeoutMs });
  }
}

function accepted(reply: DocumentsReply): DocumentsReply {
  if (reply.type === 'refused') throw new CliError(reply.reason);
  return reply;
}

async function findService(bus: Bus): Promise<string> {
  const registry = await WorkerRegistry.open(bus);
  await registry.follow();
  const service = registry.workers('rag').find(({ status }) => status === 'ready');
  if (!service) throw new CliError('No rag-service is ready; look at what "parley up" shows.');
  return service.id;
}
