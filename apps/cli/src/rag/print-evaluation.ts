import { paint, printLine } from '../terminal/print.js';
import { tableLines } from '../terminal/table.js';
import { evaluate, holdsPhrase, isAnswerable, shareOf, type EvalOutcome } from './evaluation.js';

/** One line for each question: what became of it. */
export function printOutcomes(outcomes: readonly EvalOutcome[]): void {
  const rows = outcomes.map((outcome) => [
    verdictOf(outcome),
    outcome.rank === null ? '-' : String(outcome.rank),
    outcome.question.question,
    outcome.question.document ?? '-',
    outcome.first ?? '-',
    outcome.elapsedMs,
  ]);
  const head = ['', 'rank', 'question', 'wanted', 'found first', 'ms'];
  for (const line of tableLines(head, rows)) printLine(`  ${line}`);
  printLine();
}

export function printEvaluation(outcomes: readonly EvalOutcome[], corpus: string): void {
  printLine(paint('bold', `  ${outcomes.length} questions, ${corpus}`));
  printLine();
  const kinds = [...new Set(outcomes.map(({ question }) => question.kind))];
  const rows = kinds.map((kind) =>
    rowOf(
      kind,
      outcomes.filter(({ question }) => question.kind === kind),
    ),
  );
  rows.push(rowOf('all', outcomes));
  const head = [
    'kind',
    'questions',
    'recall@1',
    'recall@3',
    'recall@5',
    'MRR',
    'refused',
    'phrase',
  ];
  for (const line of tableLines(head, rows)) printLine(`  ${line}`);
  printLine();
  const { refusalPrecision, refusalRecall, supportRate, p50Ms, p95Ms } = evaluate(outcomes);
  const falselyRefused = shareOf(outcomes.filter(isAnswerable), ({ refused }) => refused);
  printLine(`  refusal precision ${share(refusalPrecision)}, recall ${share(refusalRecall)}`);
  printLine(`  falsely refused   ${share(falselyRefused)}`);
  printLine(`  sentences supported by their citation ${share(supportRate)}`);
  printLine(`  time to the whole answer p50 ${share(p50Ms, 1)} ms, p95 ${share(p95Ms, 1)} ms`);
}

function rowOf(kind: string, outcomes: readonly EvalOutcome[]): string[] {
  const { recallAt1, recallAt3, recallAt5, mrr, answerRate } = evaluate(outcomes);
  const figures = [
    recallAt1,
    recallAt3,
    recallAt5,
    mrr,
    shareOf(outcomes, ({ refused }) => refused),
    answerRate,
  ];
  return [kind, String(outcomes.length), ...figures.map((figure) => share(figure))];
}

function verdictOf(outcome: EvalOutcome): string {
  if (!isAnswerable(outcome)) return outcome.refused ? '✔' : '✘ answered';
  if (outcome.refused) return '✘ refused';
  return holdsPhrase(outcome) === false ? '~ phrase' : '✔';
}

function share(figure: number | null, digits = 3): string {
  return figure === null ? '-' : figure.toFixed(digits);
}
