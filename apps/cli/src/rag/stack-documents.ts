import { createReadStream } from 'node:fs';
import { userInfo } from 'node:os';
import type { Bus } from '@parley/bus';
import { DocumentRejected, DocumentsClient, WorkerRegistry, type Refreshed } from '@parley/bus';
import { CliError } from '../errors.js';
import { connectToStack } from './stack-bus.js';

/** As many as surely fit into one message. */
const NAMES_AT_ONCE = 400;
/** A large folder takes its time. */
const REFRESHED_WITHIN_MS = 15 * 60_000;

/** The documents of a running rag-service. */
export class StackDocuments {
  private constructor(
    private readonly bus: Bus,
    private readonly client: DocumentsClient,
  ) {}

  /** @throws CliError when no stack runs, or none with a rag-service that is ready. */
  static async connect(): Promise<StackDocuments> {
    const bus = await connectToStack('parley-documents');
    try {
      return new StackDocuments(bus, await findService(bus));
    } catch (error) {
      await bus.close();
      throw error;
    }
  }

  /** The result says why the file was refused, if it was. */
  async send(path: string, name: string): Promise<string | undefined> {
    try {
      await this.client.send(name, createReadStream(path));
      return undefined;
    } catch (error) {
      if (error instanceof DocumentRejected) return error.message;
      if (isFileError(error)) return 'cannot be opened';
      throw error;
    }
  }

  async remove(names: readonly string[]): Promise<string[]> {
    const removed: string[] = [];
    for (let from = 0; from < names.length; from += NAMES_AT_ONCE) {
      const some = names.slice(from, from + NAMES_AT_ONCE);
      removed.push(...(await this.client.remove(some).catch(asCliError)));
    }
    return removed;
  }

  /** Names of the documents that were handed in. */
  async list(): Promise<string[]> {
    const rows = await this.client.listAll().catch(asCliError);
    return rows.flatMap(({ name, handedIn }) => (handedIn ? name : []));
  }

  /** Why documents cannot be read as they are now, by name; those of the folder too. */
  async problems(): Promise<{ name: string; problem: string; answers: boolean }[]> {
    const rows = await this.client.listAll().catch(asCliError);
    return rows.flatMap(({ name, problem, passages }) =>
      problem ? [{ name, problem, answers: passages > 0 }] : [],
    );
  }

  /** Makes what was sent and removed count for answers. */
  refresh(): Promise<Refreshed> {
    return this.client.refresh(REFRESHED_WITHIN_MS).catch(asCliError);
  }

  close(): Promise<void> {
    return this.bus.close();
  }
}

/** From the file system, which alone names the call that failed. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}

function asCliError(error: unknown): never {
  throw error instanceof DocumentRejected ? new CliError(error.message) : error;
}

async function findService(bus: Bus): Promise<DocumentsClient> {
  const registry = await WorkerRegistry.open(bus);
  await registry.follow();
  const client = DocumentsClient.of(bus, registry, `${userName()} at the command line`);
  if (!client) throw new CliError('No rag-service is ready; look at what "parley up" shows.');
  return client;
}

/** A user id without a name has none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? ''}`;
  }
}
