import { setTimeout as sleep } from 'node:timers/promises';
import {
  QdrantClient,
  QdrantClientResourceExhaustedError,
  QdrantClientTimeoutError,
} from '@qdrant/js-client-rest';
import { isDiskFull } from './disk-full.js';
import { StoreUnavailable } from './passage-store.js';

const ANSWER_WITHIN_MS = 30_000;
const PAUSES_MS = [100, 300, 1_000, 3_000];
const LONGEST_PAUSE_MS = 10_000;

export interface QdrantAddress {
  url: string;
  apiKey?: string | undefined;
  /** How long to wait before each further attempt. */
  pausesMs?: readonly number[];
  answerWithinMs?: number;
}

/** A Qdrant server that may be away or busy for a moment. */
export class QdrantConnection {
  private readonly client: QdrantClient;
  private readonly origin: string;
  private readonly pausesMs: readonly number[];

  constructor(address: QdrantAddress) {
    const { url, apiKey, pausesMs = PAUSES_MS, answerWithinMs = ANSWER_WITHIN_MS } = address;
    const { origin, pathname } = new URL(url);
    this.origin = origin;
    this.pausesMs = pausesMs;
    this.client = new QdrantClient({
      url: origin,
      prefix: pathname.replace(/\/$/, ''),
      timeout: answerWithinMs,
      checkCompatibility: false,
      ...(apiKey ? { apiKey } : {}),
    });
  }

  /**
   * Does something that may be done more than once, and does it again when the server was not there for it.
   * @throws StoreUnavailable
   */
  async run<T>(operation: (client: QdrantClient) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await operation(this.client);
      } catch (error) {
        const pauseMs = this.pausesMs[attempt];
        if (pauseMs === undefined || !mayPass(error)) throw this.explained(error);
        await sleep(jittered(Math.max(pauseMs, wishedPauseMs(error))));
      }
    }
  }

  private explained(cause: unknown): StoreUnavailable {
    return new StoreUnavailable(`Qdrant at ${this.origin} ${problemOf(cause)}`, { cause });
  }
}

function problemOf(error: unknown): string {
  const status = statusOf(error);
  if (status === 401 || status === 403)
    return 'does not accept the API key. Set QDRANT_API_KEY to one that may write.';
  if (status === 429 || error instanceof QdrantClientResourceExhaustedError)
    return 'is too busy. Give it more resources, or try again later.';
  if (isDiskFull(error) || isDiskFull(reasonOf(error)))
    return 'has a full disk. Make room there; answers come from the documents as they were.';
  const reason = reasonOf(error);
  if (reason) return `refused a request: ${reason.message}`;
  return 'does not answer. Start it, or check QDRANT_URL; RAG_STORE=lance works without it.';
}

/** Whether the same request may succeed a little later. */
function mayPass(error: unknown): boolean {
  if (error instanceof QdrantClientResourceExhaustedError) return true;
  if (error instanceof QdrantClientTimeoutError) return true;
  const status = statusOf(error);
  if (status === undefined) return error instanceof TypeError; // fetch failed
  return (status === 429 || status >= 500) && !isDiskFull(reasonOf(error));
}

function wishedPauseMs(error: unknown): number {
  if (!(error instanceof QdrantClientResourceExhaustedError)) return 0;
  return Math.min(error.retry_after * 1_000, LONGEST_PAUSE_MS);
}

/** So that those who were turned away together do not come back together. */
function jittered(pauseMs: number): number {
  return pauseMs * (1 + Math.random() / 4);
}

function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** What the server wrote into its answer. */
function reasonOf(error: unknown): Error | undefined {
  const data = error instanceof Error && 'data' in error ? error.data : undefined;
  const said = (data as { status?: { error?: unknown } } | undefined)?.status?.error;
  return typeof said === 'string' ? new Error(said) : undefined;
}
