import { termsIn } from '../language/terms.js';
import type { QueryTerm } from '../retrieval/query-terms.js';
import { holdsKind, type AnswerKind } from './answer-kind.js';
import { rowText, type Row } from './candidates.js';

/** Of a wide row, what the question is about: the columns that it names, else those of the right kind, else all. */
export function spokenRow(
  { subject, cells }: Row,
  slots: readonly QueryTerm[],
  kind: AnswerKind,
): string {
  const named = cells.filter(({ column }) => isNamed(column, slots));
  const fitting = cells.filter(({ text }) => holdsKind(text, kind));
  const chosen = [named, fitting].find((some) => some.length > 0) ?? cells;
  return rowText({ subject, cells: chosen });
}

function isNamed(column: string, slots: readonly QueryTerm[]): boolean {
  const terms = termsIn(column);
  return slots.some(({ variants }) => variants[0]?.terms.every((term) => terms.has(term)));
}
