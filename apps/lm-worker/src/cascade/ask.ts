import type { Bus } from '@parley/bus';
import type { AnswerPart, AskRequest } from '@parley/protocol';

/** Nobody waits longer than this for a voice. */
const TIMEOUT_MS = 10_000;

/**
 * Where answers come from: sentences, then `done` or `failed`. Ends silently when the signal is aborted.
 * @throws when nobody answers.
 */
export type Ask = (request: AskRequest, signal: AbortSignal) => AsyncIterable<AnswerPart>;

/** Asks the rag-service. */
export function askOverBus(bus: Bus): Ask {
  return (request, signal) =>
    bus.requestStream('ask', request, {
      timeoutMs: TIMEOUT_MS,
      isLast: (part) => part.type !== 'sentence',
      signal,
    });
}

/** The rag-service says that it has no answer, or none came. */
export class AnswerFailed extends Error {
  override readonly name = 'AnswerFailed';
}
