import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { askQuestion } from '../rag/ask-question.js';
import { evaluate, outcomeOf, type EvalOutcome } from '../rag/evaluation.js';
import { readEvalSet, type EvalQuestion } from '../rag/eval-set.js';
import { printEvaluation, printOutcomes } from '../rag/print-evaluation.js';
import { spokenPage } from '../rag/spoken-page.js';
import { judgementsOf, printSpoken, spokenSharesOf } from '../rag/spoken-evaluation.js';
import {
  startEphemeralRagService,
  type EphemeralRagService,
} from '../rag/ephemeral-rag-service.js';
import { ROOT } from '../stack/index.js';
import { openProgress } from '../terminal/progress.js';
import { printJson } from '../terminal/print.js';
import { onStopSignal } from '../terminal/stop-signal.js';

interface EvalOptions {
  ingest: string;
  json?: boolean;
  verbose?: boolean;
  spoken?: boolean;
  html?: string;
}

export function addEval(program: Command): void {
  program
    .command('eval')
    .description('Measure how well questions are answered from documents.')
    .argument(
      '<set.jsonl>',
      'questions: {"question": "…", "document": "file.md" or null} on each line',
    )
    .option('--ingest <folder>', 'documents to ask', join(ROOT, 'examples/documents'))
    .option(
      '--spoken',
      'judge what is said: right, partly, wrong, refused, asked back, unspeakable',
    )
    .option('--html <file>', 'with --spoken: write a page to read the answers in')
    .option('--json', 'print one JSON object instead of a table')
    .option('--verbose', 'print every question')
    .addHelpText(
      'after',
      `
The documents are read into an index of their own, which is removed afterwards; a running stack is left alone.
With --spoken, an answer is right when it holds one wording of each of the question's "facts" and none of its "not":
{"question": "...", "document": "leave.md", "facts": [["20 days", "twenty days"], ["after a year"]], "not": ["30 days"]}.
Markup, code, addresses and more than 45 words make it unspeakable.

Settings such as RAG_TOP_K, RAG_MIN_SCORE, RAG_EMBED_MODEL_DIR and OLLAMA_BASE_URL count as they do for the service.

Examples:
  $ parley eval examples/eval.jsonl
  $ parley eval examples/eval.jsonl --verbose
  $ parley eval questions.jsonl --ingest my-documents --spoken --html answers.html
  $ parley eval questions.jsonl --ingest my-documents --json`,
    )
    .action(evaluateSet);
}

async function evaluateSet(path: string, options: EvalOptions): Promise<void> {
  const { ingest } = options;
  const questions = await readEvalSet(path);
  const signal = onStopSignal();
  const service = await startEphemeralRagService(ingest);
  try {
    await service.meaningSettled(signal);
    const outcomes = await askAll(service, questions, signal);
    await (options.spoken ? reportSpoken : report)(outcomes, service.detail, options);
  } finally {
    await service.close();
  }
}

async function report(
  outcomes: readonly EvalOutcome[],
  corpus: string,
  { json, verbose }: EvalOptions,
): Promise<void> {
  if (json) return printJson(evaluate(outcomes));
  if (verbose) printOutcomes(outcomes);
  printEvaluation(outcomes, corpus);
}

async function reportSpoken(
  outcomes: readonly EvalOutcome[],
  corpus: string,
  { json, verbose, html }: EvalOptions,
): Promise<void> {
  const judgements = judgementsOf(outcomes);
  if (html) await writeFile(html, spokenPage(judgements, corpus));
  if (json) printJson({ ...spokenSharesOf(judgements), answers: verbose ? judgements : undefined });
  else printSpoken(judgements, corpus, verbose);
}

async function askAll(
  { bus }: EphemeralRagService,
  questions: readonly EvalQuestion[],
  signal: AbortSignal,
): Promise<EvalOutcome[]> {
  const outcomes: EvalOutcome[] = [];
  const progress = openProgress('Asking');
  try {
    for (const [index, question] of questions.entries()) {
      signal.throwIfAborted();
      progress.update(index / questions.length, question.question.slice(0, 60));
      const startedAt = performance.now();
      const history = question.history.map((text) => ({ role: 'user' as const, text }));
      const request = { question: question.question, history, withRanking: true };
      const answered = await askQuestion(bus, request);
      outcomes.push(outcomeOf(question, answered, performance.now() - startedAt));
    }
    return outcomes;
  } finally {
    progress.stop();
  }
}
