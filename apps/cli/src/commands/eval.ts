import { join } from 'node:path';
import type { Command } from 'commander';
import { askQuestion } from '../rag/ask-question.js';
import { evaluate, outcomeOf, type EvalOutcome } from '../rag/evaluation.js';
import { readEvalSet, type EvalQuestion } from '../rag/eval-set.js';
import { printEvaluation, printOutcomes } from '../rag/print-evaluation.js';
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
    .option('--json', 'print one JSON object instead of a table')
    .option('--verbose', 'print every question')
    .addHelpText(
      'after',
      `
The documents are read into an index of their own, which is removed afterwards; a running stack is left alone.
Settings such as RAG_TOP_K, RAG_MIN_SCORE, RAG_EMBED_MODEL_DIR and OLLAMA_BASE_URL count as they do for the service.

Examples:
  $ parley eval examples/eval.jsonl
  $ parley eval examples/eval.jsonl --verbose
  $ parley eval questions.jsonl --ingest my-documents --json`,
    )
    .action(evaluateSet);
}

async function evaluateSet(path: string, { ingest, json, verbose }: EvalOptions): Promise<void> {
  const questions = await readEvalSet(path);
  const signal = onStopSignal();
  const service = await startEphemeralRagService(ingest);
  try {
    await service.meaningSettled(signal);
    const outcomes = await askAll(service, questions, signal);
    if (verbose && !json) printOutcomes(outcomes);
    if (json) printJson(evaluate(outcomes));
    else printEvaluation(outcomes, service.detail);
  } finally {
    await service.close();
  }
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
