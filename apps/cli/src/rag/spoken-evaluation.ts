import { paint, printLine } from '../terminal/print.js';
import { tableLines } from '../terminal/table.js';
import { isAnswerable, type EvalOutcome } from './evaluation.js';
import { VERDICTS, verdictOf, type Verdict } from './spoken-verdict.js';

/** A question, what was said, and what that is worth. */
export interface Judgement {
  verdict: Verdict;
  kind: string;
  question: string;
  /** Null when no document answers. */
  wanted: string | null;
  cited: string | null;
  facts: readonly (readonly string[])[];
  said: string;
  elapsedMs: number;
}

/** Shares of the verdicts, from 0 to 1; null where there was nothing to judge. */
export type Shares = Record<Verdict, number | null>;

/** Answerable questions by themselves, and those that no document answers by their kind. */
export interface SpokenShares {
  answerable: Shares;
  unanswerable: Record<string, Shares>;
}

export function judgementsOf(outcomes: readonly EvalOutcome[]): Judgement[] {
  return outcomes.map((outcome) => {
    const { question, said, elapsedMs, sentences } = outcome;
    return {
      verdict: verdictOf(outcome),
      kind: question.kind,
      question: question.question,
      wanted: isAnswerable(outcome) ? question.document : null,
      cited: sentences[0]?.citations[0]?.document ?? null,
      facts: question.facts.length > 0 ? question.facts : [question.answer],
      said,
      elapsedMs,
    };
  });
}

export function spokenSharesOf(judgements: readonly Judgement[]): SpokenShares {
  const unanswerable = judgements.filter(({ wanted }) => wanted === null);
  const kinds = [...new Set(unanswerable.map(({ kind }) => kind))];
  return {
    answerable: sharesOf(judgements.filter(({ wanted }) => wanted !== null)),
    unanswerable: Object.fromEntries(
      kinds.map((each) => [each, sharesOf(unanswerable.filter(({ kind }) => kind === each))]),
    ),
  };
}

export function printSpoken(
  judgements: readonly Judgement[],
  corpus: string,
  verbose = false,
): void {
  if (verbose) for (const each of judgements) printJudgement(each);
  const answerable = judgements.filter(({ wanted }) => wanted !== null);
  const kinds = [...new Set(judgements.map(({ kind }) => kind))];
  const rows = kinds.map((name) =>
    rowOf(
      name,
      judgements.filter(({ kind }) => kind === name),
    ),
  );
  rows.push(rowOf('all that have an answer', answerable));
  printLine(paint('bold', `  ${judgements.length} questions, ${corpus}`));
  printLine();
  for (const line of tableLines(['kind', 'questions', ...VERDICTS], rows)) printLine(`  ${line}`);
}

function printJudgement({ verdict, question, said, wanted, cited }: Judgement): void {
  printLine(`  ${paint('bold', verdict)}  ${question}`);
  printLine(`    ${said}`);
  printLine(`    wanted ${wanted ?? 'nothing'}, cited ${cited ?? 'nothing'}`);
}

function rowOf(name: string, judgements: readonly Judgement[]): string[] {
  const shares = sharesOf(judgements);
  const figures = VERDICTS.map((verdict) => shares[verdict]?.toFixed(3) ?? '-');
  return [name, String(judgements.length), ...figures];
}

function sharesOf(judgements: readonly Judgement[]): Shares {
  const share = (wanted: Verdict) =>
    judgements.length === 0
      ? null
      : judgements.filter(({ verdict }) => verdict === wanted).length / judgements.length;
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, share(verdict)])) as Shares;
}
