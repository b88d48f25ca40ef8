import type { AnswerPart } from '@parley/protocol';
import { recordSpan, traceparentOf, type Span } from '@parley/telemetry';

/**
 * Notes in the span of a question what became of it, and how long finding and wording took.
 * @param cameAt milliseconds since the epoch
 */
export function traceAnswer(span: Span, part: AnswerPart, cameAt: number): void {
  if (part.type !== 'done') return;
  const { answeredBy, grounded, citations, retrievalMs, totalMs } = part;
  span.setAttributes({
    'parley.answered_by': answeredBy,
    'parley.grounded': grounded,
    'parley.citations': citations.length,
  });
  const parent = traceparentOf(span);
  const foundAt = cameAt + retrievalMs;
  recordSpan('retrieve', { parent, startedAt: cameAt, endedAt: foundAt });
  recordSpan('word answer', { parent, startedAt: foundAt, endedAt: cameAt + totalMs });
}
