import { setTimeout } from 'node:timers/promises';
import { HubError, TryAgain } from './errors.js';

/** How often something is tried in a row, unless told otherwise. */
export const TRIES = 6;

export interface RetryOptions {
  /** The first pause between two tries; each one after it is twice as long. */
  readonly retryMs: number;
  readonly tries?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What has been achieved so far: only tries in a row that add nothing count. */
  readonly achieved?: () => number;
}

/** Does `work` until it no longer throws `TryAgain`. @throws HubError */
export async function retrying<T>(
  work: () => Promise<T>,
  { retryMs, tries: limit = TRIES, signal, achieved = () => 0 }: RetryOptions,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const before = achieved();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      if (achieved() !== before) tries = 1;
      if (tries >= limit) throw new HubError(error.message, { cause: error });
      await setTimeout(error.afterMs ?? retryMs * 2 ** (tries - 1), undefined, { signal });
    }
  }
}
