import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const COMMIT = 'c0ffee';

/** A request for (part of) a file, at the store that the hub sends clients to. */
export interface FileRequest {
  readonly path: string;
  /** How many requests for files came before. */
  readonly index: number;
  readonly content: Buffer;
  readonly from: number;
  readonly to: number;
  readonly etag: string;
}

/** Answers in place of the store; false to let it answer. */
export type Misbehaviour = (request: FileRequest, response: ServerResponse) => boolean;

/**
 * A Hugging Face hub for tests, as far as a pull goes: the commit of a revision, the listing in pages, and files that another
 * server sends, parts of them too. Everything it does wrong, it is told to.
 */
export class FakeHub {
  readonly files = new Map<string, Buffer>();
  /** Further repositories. */
  readonly others = new Map<string, ReadonlyMap<string, Buffer>>();
  /** The hub's own refusal: of everything, or of the addresses that `only` fits. */
  refuse: { status: number; headers?: Record<string, string>; only?: RegExp } | undefined;
  misbehave: Misbehaviour = () => false;
  /** What the listing says a file's hash is, where that is not true. */
  readonly wrongHashes = new Map<string, string>();
  readonly log: { host: 'hub' | 'store'; url: string; authorization: string | undefined }[] = [];
  private fileRequests = 0;
  private readonly hub = createServer((request, response) => this.answer(request, response));
  private readonly store = createServer((request, response) => this.send(request, response));

  private constructor(readonly repo: string) {}

  static async start(repo: string): Promise<FakeHub> {
    const fake = new FakeHub(repo);
    for (const server of [fake.hub, fake.store])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.hub.address() as AddressInfo).port}`;
  }

  /** Requests that the store has had. */
  get fileRequestCount(): number {
    return this.fileRequests;
  }

  async stop(): Promise<void> {
    for (const server of [this.hub, this.store]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.note('hub', request);
    const { pathname, searchParams } = new URL(request.url ?? '', this.endpoint);
    const [, repo = ''] = /^\/(?:api\/models\/)?([^/]+\/[^/]+)\//.exec(pathname) ?? [];
    const files = this.filesOf(repo);
    const rest = pathname.slice(pathname.indexOf(repo) + repo.length);
    if (this.refuse && (this.refuse.only?.test(pathname) ?? true)) {
      response.writeHead(this.refuse.status, this.refuse.headers).end();
    } else if (files && rest === '/revision/main') {
      response.end(JSON.stringify({ sha: COMMIT }));
    } else if (files && rest === `/tree/${COMMIT}`) {
      this.list(files, pathname, searchParams.get('cursor'), response);
    } else if (files && rest.startsWith(`/resolve/${COMMIT}/`)) {
      const path = rest.slice(`/resolve/${COMMIT}/`.length);
      const { port } = this.store.address() as AddressInfo;
      const location = `http://127.0.0.1:${port}/${repo}/${path}?signature=1`;
      response.writeHead(302, { location }).end();
    } else {
      response.writeHead(404).end();
    }
  }

  private filesOf(repo: string): ReadonlyMap<string, Buffer> | undefined {
    return repo === this.repo ? this.files : this.others.get(repo);
  }

  /** Two files a page, the next one named as a mirror does that passes on what it got. */
  private list(
    files: ReadonlyMap<string, Buffer>,
    path: string,
    cursor: string | null,
    response: ServerResponse,
  ): void {
    const first = Number(cursor ?? 0);
    const page = [...files].slice(first, first + 2);
    const entries = page.map(([name, content]) => this.entry(name, content));
    if (first + 2 < files.size)
      response.setHeader('link', `<https://huggingface.co${path}?cursor=${first + 2}>; rel="next"`);
    response.end(JSON.stringify([{ type: 'directory', path: 'x', size: 0, oid: '' }, ...entries]));
  }

  /** Small files are in git itself, as on the hub. */
  private entry(path: string, content: Buffer): object {
    const blob = createHash('sha1').update(`blob ${content.length}\0`).update(content);
    const oid = blob.digest('hex');
    const size = content.length;
    if (size < 1_000) return { type: 'file', path, size, oid: this.wrongHashes.get(path) ?? oid };
    const sha256 = createHash('sha256').update(content).digest('hex');
    const lfs = { oid: this.wrongHashes.get(path) ?? sha256, size };
    return { type: 'file', path, size, oid, lfs };
  }

  private send(request: IncomingMessage, response: ServerResponse): void {
    this.note('store', request);
    const [, repo = '', encoded = ''] = /^\/([^/]+\/[^/]+)\/([^?]+)/.exec(request.url ?? '') ?? [];
    const path = decodeURIComponent(encoded);
    const content = this.filesOf(repo)?.get(path);
    if (!content) return void response.writeHead(404).end();
    const [, first = '0', last = ''] =
      /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const from = Number(first);
    const to = last === '' ? content.length : Number(last) + 1;
    const etag = `"${createHash('md5').update(content).digest('hex')}"`;
    const asked = { path, index: this.fileRequests++, content, from, to, etag };
    if (this.misbehave(asked, response)) return;
    sendRange(asked, response);
  }

  private note(host: 'hub' | 'store', { url = '', headers }: IncomingMessage): void {
    this.log.push({ host, url, authorization: headers.authorization });
  }
}

export function sendRange(
  { content, from, to, etag }: FileRequest,
  response: ServerResponse,
  bytes: Buffer = content.subarray(from, to),
): void {
  response.writeHead(206, {
    'content-range': `bytes ${from}-${to - 1}/${content.length}`,
    'content-length': bytes.length,
    etag,
  });
  response.end(bytes);
}
