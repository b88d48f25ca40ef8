import { fetch, type Dispatcher } from 'undici';
import { errorOfResponse } from './http-errors.js';
import { GOES_ON, HubError, TryAgain, Unreachable } from './errors.js';
import { connectionsOf, proxyNote, type ProxyEnvironment } from './proxies.js';
import { retrying, TRIES } from './retry.js';
import type { Subject } from './subject.js';

export const DEFAULT_ENDPOINT = 'https://huggingface.co';

const MAX_REDIRECTS = 5;

export interface HubOptions {
  readonly endpoint?: string | undefined;
  /** Sent to the endpoint and to nobody else. */
  readonly token?: string | undefined;
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked for; none when absent. */
  readonly env?: ProxyEnvironment;
  /** The first pause after a failure. */
  readonly retryMs?: number;
  /** How often in a row something is tried that does not work; fewer where there is another source to go to. */
  readonly tries?: number;
  /** How long a server may send nothing. */
  readonly stallMs?: number;
}

/** HTTP to a Hugging Face hub, or one that speaks like it. */
export class Hub {
  readonly endpoint: URL;
  readonly hasToken: boolean;
  readonly retryMs: number;
  readonly tries: number;
  readonly stallMs: number;
  private readonly token: string | undefined;
  private readonly connections: Dispatcher;
  private readonly proxyNote: string;

  /** @throws HubError when the endpoint or a proxy is not an address. */
  constructor({
    endpoint,
    token,
    env = {},
    retryMs = 1_000,
    tries = TRIES,
    stallMs = 30_000,
  }: HubOptions = {}) {
    this.endpoint = parseEndpoint(endpoint || DEFAULT_ENDPOINT);
    // A secret from a file often ends in a new line.
    this.token = token?.trim();
    this.hasToken = Boolean(this.token);
    this.connections = connectionsOf(env);
    this.proxyNote = proxyNote(env);
    this.retryMs = retryMs;
    this.tries = tries;
    this.stallMs = stallMs;
  }

  /** How a request that does not work is tried again. */
  get patience(): { retryMs: number; tries: number } {
    return { retryMs: this.retryMs, tries: this.tries };
  }

  /** An address below the endpoint; the parts of `path` are encoded. */
  url(path: string): URL {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return new URL(encoded, this.endpoint);
  }

  /** The page of a repository, for people. */
  page(repo: string): string {
    return new URL(repo, this.endpoint).href;
  }

  /** A JSON document and the address of the page after it. @throws HubError */
  json(url: URL, subject: Subject, signal?: AbortSignal): Promise<{ body: unknown; next?: URL }> {
    const work = async () => {
      const response = await this.request(url, {}, subject, signal);
      const next = nextOf(response.headers.get('link'), url);
      return { body: await jsonOf(response), ...(next ? { next } : {}) };
    };
    return retrying(work, { ...this.patience, signal });
  }

  /**
   * One GET, redirects followed.
   * @throws TryAgain, HubError
   */
  async request(
    url: URL,
    headers: Readonly<Record<string, string>>,
    subject: Subject,
    signal?: AbortSignal,
  ): Promise<Response> {
    let at = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const response = await this.get(at, headers, signal);
      if (response.ok) return response;
      dropBody(response);
      const location = response.headers.get('location');
      if (!location || response.status >= 400) throw errorOfResponse(response, at, subject, this);
      at = new URL(location, at);
    }
    throw new HubError(`${url.host} sends us from one address to the next without end.`);
  }

  private async get(
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Response> {
    const mayKnowToken = url.origin === this.endpoint.origin;
    const begun = new AbortController();
    const timer = setTimeout(() => begun.abort(new Error('no answer')), this.stallMs);
    try {
      return await fetch(url, {
        dispatcher: this.connections,
        headers: {
          ...headers,
          'accept-encoding': 'identity',
          ...(mayKnowToken && this.token ? { authorization: `Bearer ${this.token}` } : {}),
        },
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, begun.signal]) : begun.signal,
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new Unreachable(
        `${url.host} cannot be reached (${reasonOf(cause)}). Check the connection${this.proxyNote}. ${GOES_ON}`,
        { cause },
      );
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Not waited for: the promise of an answer without a body may never settle (undici 6). */
export function dropBody(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new HubError(`HF_ENDPOINT is "${text}", which is not an address of http or https.`);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** What a `Link` header calls the next page. It is on the same server: mirrors name the one that they mirror. */
function nextOf(link: string | null, page: URL): URL | undefined {
  const [, address] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? [];
  if (!address) return undefined;
  const next = new URL(page);
  next.search = new URL(address, page).search;
  return next;
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text().catch((cause: unknown) => {
    throw new TryAgain(`The connection to ${new URL(response.url).host} was cut. ${GOES_ON}`, {
      cause,
    });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HubError(
      `${response.url} does not answer as a Hugging Face hub does. Is HF_ENDPOINT right?`,
      { cause },
    );
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? cause?.message ?? message;
}
