import type { Traced } from '@parley/bus';
import type { TranscriptEvent } from '@parley/protocol';
import { recordSpan, startSpan, traceparentOf } from '@parley/telemetry';

/**
 * The trace of a question, which begins when the person's speech has ended; whoever answers goes on with it.
 * A turn without words has none.
 * @param opening the trace in which the session was opened here
 */
export function traceOfTurn(event: TranscriptEvent, sessionId: string, opening: Traced): Traced {
  if (event.type !== 'final' || !event.text) return {};
  const { turn, inDomain, speechEndedAt, turnEndedAt, recognizedAt } = event;
  const span = startSpan('hear question', {
    link: opening.traceparent,
    startedAt: speechEndedAt,
    attributes: { 'session.id': sessionId, 'parley.turn': turn, 'parley.in_domain': inDomain },
  });
  const parent = traceparentOf(span);
  recordSpan('await end of turn', { parent, startedAt: speechEndedAt, endedAt: turnEndedAt });
  recordSpan('transcribe', { parent, startedAt: turnEndedAt, endedAt: recognizedAt });
  span.end(new Date(recognizedAt));
  return { traceparent: parent };
}
