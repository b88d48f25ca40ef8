import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { CollectionConfig, QdrantCollectionDouble, Refused } from './qdrant-collection-double.js';

const Actions = z.object({
  actions: z.array(
    z.union([
      z.strictObject({ delete_alias: z.strictObject({ alias_name: z.string() }) }),
      z.strictObject({
        create_alias: z.strictObject({ alias_name: z.string(), collection_name: z.string() }),
      }),
    ]),
  ),
});

/**
 * A stand-in for a Qdrant server, in memory, over HTTP: the requests that the store makes, with Qdrant's answers, and its refusals of what it
 * would refuse. What was written without `wait=true` is not seen until a request that waits.
 */
export class QdrantDouble {
  readonly collections = new Map<string, QdrantCollectionDouble>();
  readonly aliases = new Map<string, string>();
  /** Requests that were answered; each as method and path. */
  readonly requests: string[] = [];
  apiKey: string | undefined;
  /** What the next requests are answered with instead, one after another. */
  readonly troubles: Trouble[] = [];
  /** After so many more requests nothing is answered any more. */
  requestsLeft = Infinity;
  private readonly unseen: (() => void)[] = [];

  private constructor(readonly url: string) {}

  static async start(): Promise<QdrantDouble> {
    const server = createServer((request, response) => void double.serve(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const double = new QdrantDouble(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return double;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = Buffer.concat(await request.toArray()).toString();
    const trouble = this.requestsLeft-- > 0 ? this.troubles.shift() : 'cut';
    if (trouble === 'cut') return void request.socket.destroy();
    const { status, error, headers } = trouble ?? this.answered(request);
    if (error) return answer(response, status, { status: { error } }, headers);
    try {
      const result = this.handle(request, text ? (JSON.parse(text) as unknown) : {});
      this.requests.push(`${request.method} ${request.url}`);
      answer(response, 200, { result, status: 'ok', time: 0 });
    } catch (failure) {
      const { status, message } = refusalOf(failure);
      answer(response, status, { status: { error: message }, time: 0 });
    }
  }

  private answered({ headers }: IncomingMessage): Exclude<Trouble, 'cut'> {
    if (this.apiKey === undefined || headers['api-key'] === this.apiKey) return { status: 200 };
    return { status: 401, error: 'Must provide an API key or an Authorization bearer token' };
  }

  private handle({ method, url }: IncomingMessage, body: unknown): unknown {
    const { pathname, searchParams } = new URL(url ?? '/', this.url);
    const [, first, second, ...rest] = pathname.split('/').map(decodeURIComponent);
    const operation = `${method} ${[first, ...rest].join('/')}`;
    if (method === 'GET' && pathname === '/aliases') return this.listAliases();
    if (method === 'POST' && pathname === '/collections/aliases') return this.changeAliases(body);
    const name = second ?? '';
    if (operation === 'PUT collections') return this.create(name, body);
    if (operation === 'DELETE collections') return this.drop(name);
    return this.onCollection(operation, this.collection(name), body, searchParams.get('wait'));
  }

  private onCollection(
    operation: string,
    collection: QdrantCollectionDouble,
    body: unknown,
    wait: string | null,
  ): unknown {
    const write = (change: () => void) => this.write(change, wait === 'true');
    switch (operation) {
      case 'PUT collections/index':
        return write(() => collection.index(body));
      case 'PUT collections/points':
        return write(() => collection.upsert(body));
      case 'POST collections/points/payload':
        return write(() => collection.setPayload(body));
      case 'POST collections/points/payload/delete':
        return write(() => collection.deletePayload(body));
      case 'POST collections/points/delete':
        return write(() => collection.delete(body));
      case 'POST collections/points':
        return collection.retrieve(body);
      case 'POST collections/points/scroll':
        return collection.scroll(body);
      case 'POST collections/points/query':
        return collection.query(body);
      default:
        throw new Refused(404, `Nothing is known of ${operation}`);
    }
  }

  private write(change: () => void, wait: boolean): unknown {
    this.unseen.push(change);
    if (!wait) return { operation_id: 0, status: 'acknowledged' };
    for (const each of this.unseen.splice(0)) each();
    return { operation_id: 0, status: 'completed' };
  }

  private collection(name: string): QdrantCollectionDouble {
    const found = this.collections.get(this.aliases.get(name) ?? name);
    if (!found) throw new Refused(404, `Not found: Collection \`${name}\` doesn't exist!`);
    return found;
  }

  private create(name: string, body: unknown): boolean {
    if (this.collections.has(name))
      throw new Refused(409, `Wrong input: Collection \`${name}\` already exists!`);
    this.collections.set(name, new QdrantCollectionDouble(CollectionConfig.parse(body)));
    return true;
  }

  /** Its aliases go with it. */
  private drop(name: string): boolean {
    for (const [alias, collection] of this.aliases)
      if (collection === name) this.aliases.delete(alias);
    return this.collections.delete(name);
  }

  private listAliases() {
    const aliases = [...this.aliases].map(([alias_name, collection_name]) => ({
      alias_name,
      collection_name,
    }));
    return { aliases };
  }

  /** All of them or none. */
  private changeAliases(body: unknown): boolean {
    const changed = new Map(this.aliases);
    for (const action of Actions.parse(body).actions) {
      if ('delete_alias' in action) {
        const { alias_name } = action.delete_alias;
        if (!changed.delete(alias_name))
          throw new Refused(404, `Not found: Alias ${alias_name} does not exists!`);
      } else {
        const { alias_name, collection_name } = action.create_alias;
        this.collection(collection_name);
        changed.set(alias_name, collection_name);
      }
    }
    this.aliases.clear();
    for (const [alias, collection] of changed) this.aliases.set(alias, collection);
    return true;
  }
}

type Trouble = 'cut' | { status: number; error?: string; headers?: Record<string, string> };

function refusalOf(error: unknown): { status: number; message: string } {
  if (error instanceof Refused) return error;
  if (error instanceof z.ZodError)
    return { status: 400, message: `Format error in JSON body: ${error.message}` };
  throw error;
}

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(body));
}
