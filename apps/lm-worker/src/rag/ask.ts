import { setTimeout as sleep } from 'node:timers/promises';
import { RequestFailed, type Bus, type Traced } from '@parley/bus';
import { endsAnswer, type AnswerGiven, type AnswerPart, type AskRequest } from '@parley/protocol';
import {
  messageAttributes,
  startSpan,
  tracedStream,
  traceparentOf,
  type SpanOptions,
} from '@parley/telemetry';

/** Nobody waits longer than this for a voice. */
const TIMEOUT_MS = 10_000;
/** How long a service that was restarted may take to be there again. */
const RESTART_MS = 3_000;
const RETRY_MS = 200;

/**
 * Where answers come from: sentences, then `done` or `failed`. Ends silently when the signal is aborted.
 * @throws when nobody answers.
 */
export type Ask = (
  request: AskRequest,
  signal: AbortSignal,
  trace: Traced,
) => AsyncIterable<AnswerPart>;

/** Asks the rag-service, and waits a moment where there is none, since it may be restarting. */
export function askOverBus(bus: Bus): Ask {
  return (request, signal, { traceparent }) =>
    request.isAhead
      ? askWithRetries(bus, request, signal, {})
      : tracedStream('ask', spanOptions(traceparent), (span) =>
          askWithRetries(bus, request, signal, { traceparent: traceparentOf(span) }),
        );
}

/** Has an answer counted that was asked for ahead, and its making traced, now that it belongs to a question. */
export function reportPreparedGiven(bus: Bus, given: AnswerGiven, { traceparent }: Traced): void {
  const span = startSpan('ask', { ...spanOptions(traceparent), startedAt: given.askedAt });
  bus.publish('answerGiven', '', given, { traceparent: traceparentOf(span) });
  span.end();
}

function spanOptions(parent: string | undefined): SpanOptions {
  return { kind: 'client', parent, attributes: messageAttributes('ask') };
}

async function* askWithRetries(
  bus: Bus,
  request: AskRequest,
  signal: AbortSignal,
  trace: Traced,
): AsyncGenerator<AnswerPart> {
  const patientUntilMs = performance.now() + RESTART_MS;
  for (;;) {
    let hasBegun = false;
    try {
      const options = { timeoutMs: TIMEOUT_MS, isLast: endsAnswer, signal, ...trace };
      for await (const part of bus.requestStream('ask', request, options)) {
        hasBegun = true;
        yield part;
      }
      return;
    } catch (error) {
      const isWorthWaiting = error instanceof RequestFailed && error.retryable && !hasBegun;
      if (!isWorthWaiting || performance.now() > patientUntilMs) throw error;
    }
    await sleep(RETRY_MS);
  }
}

/** The rag-service says that it has no answer, or none came. */
export class AnswerFailed extends Error {
  override readonly name = 'AnswerFailed';
}
