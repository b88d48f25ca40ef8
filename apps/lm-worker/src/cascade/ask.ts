import type { Bus, Traced } from '@parley/bus';
import type { AnswerPart, AskRequest } from '@parley/protocol';
import { messageAttributes, tracedStream, traceparentOf } from '@parley/telemetry';

/** Nobody waits longer than this for a voice. */
const TIMEOUT_MS = 10_000;

/**
 * Where answers come from: sentences, then `done` or `failed`. Ends silently when the signal is aborted.
 * @throws when nobody answers.
 */
export type Ask = (
  request: AskRequest,
  signal: AbortSignal,
  trace: Traced,
) => AsyncIterable<AnswerPart>;

/** Asks the rag-service. */
export function askOverBus(bus: Bus): Ask {
  const isLast = ({ type }: AnswerPart) => type !== 'sentence';
  const attributes = messageAttributes('ask');
  return (request, signal, { traceparent }) =>
    tracedStream('ask', { kind: 'client', parent: traceparent, attributes }, (span) =>
      bus.requestStream('ask', request, {
        timeoutMs: TIMEOUT_MS,
        isLast,
        signal,
        traceparent: traceparentOf(span),
      }),
    );
}

/** The rag-service says that it has no answer, or none came. */
export class AnswerFailed extends Error {
  override readonly name = 'AnswerFailed';
}
