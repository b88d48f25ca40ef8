import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  isCited,
  isRefused,
  summarize,
  type Outcome,
  type TalkBench,
} from '../bench/talk-bench.js';
import { addSessionsBench } from '../bench/sessions-command.js';
import { addBenchLm } from '../bench/lm-command.js';
import { addBenchMimi } from '../bench/mimi-command.js';
import { addSttBench } from '../bench/stt-command.js';
import { addTurnsBench } from '../bench/turns-command.js';
import { CliError } from '../errors.js';
import { addRagBench } from '../rag/bench-command.js';
import { freePort, startStack, stateDir, type Stack } from '../stack/index.js';
import { chatUrl } from '../talk/chat-url.js';
import { converse } from '../talk/conversation.js';
import { ownToken } from '../talk/own-token.js';
import { QUESTIONS_DIR, readQuestions, type BundledQuestion } from '../talk/questions.js';
import { loadRecording } from '../talk/recording.js';
import { STAGES, type Stage } from '../talk/report.js';
import { openProgress } from '../terminal/progress.js';
import { paint, printJson, printLine } from '../terminal/print.js';
import { openStatusBoard } from '../terminal/status-board.js';
import { onStopSignal } from '../terminal/stop-signal.js';
import { tableLines } from '../terminal/table.js';

interface BenchOptions {
  url?: string;
  json?: boolean;
  questions: string;
}

export function addBench(program: Command): void {
  const bench = program.command('bench').description('Measure Parley.');
  addBenchMimi(bench);
  addBenchLm(bench);
  addRagBench(bench);
  bench
    .command('talk')
    .description('Ask all bundled questions aloud, one after another, and measure the answers.')
    .option('--url <url>', 'server to measure (else a stack is started for this run)')
    .option('--json', 'print one JSON object instead of a table')
    .option('--questions <dir>', 'folder with questions.json and its recordings', QUESTIONS_DIR)
    .addHelpText(
      'after',
      `
Examples:
  $ parley bench talk
  $ parley bench talk --json > bench.json
  $ parley bench talk --url ws://localhost:8998`,
    )
    .action(benchTalk);
  addSessionsBench(bench);
  addSttBench(bench);
  addTurnsBench(bench);
}

async function benchTalk({ url, json, questions: folder }: BenchOptions): Promise<void> {
  const questions = await readQuestions(resolve(folder));
  const signal = onStopSignal();
  const stack = url ? undefined : await ownStack(signal, json);
  try {
    const outcomes = await askAll(
      questions,
      resolve(folder),
      chatUrl(stack?.chatUrl ?? url ?? ''),
      signal,
    );
    if (json) printJson(summarize(outcomes));
    else printBench(outcomes, summarize(outcomes));
  } finally {
    await stack?.close();
  }
}

async function ownStack(signal: AbortSignal, quiet = false): Promise<Stack> {
  const board = openStatusBoard();
  const onStatus = quiet ? () => undefined : board.show.bind(board);
  try {
    const place = { port: await freePort(), stateDir: join(stateDir(), 'bench') };
    return await startStack({ ...place, env: process.env, onStatus, signal });
  } finally {
    board.settle();
  }
}

async function askAll(
  questions: readonly BundledQuestion[],
  folder: string,
  url: URL,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const progress = openProgress('Asking');
  try {
    for (const [index, question] of questions.entries()) {
      progress.update(index / questions.length, question.text);
      outcomes.push(await askOne(question, folder, url, signal));
    }
    return outcomes;
  } finally {
    progress.stop();
  }
}

/** One question without an answer is a result, too; the others are still to be asked. */
async function askOne(
  question: BundledQuestion,
  folder: string,
  url: URL,
  signal: AbortSignal,
): Promise<Outcome> {
  const recording = await loadRecording(join(folder, question.file));
  try {
    const options = { url, token: ownToken(), hangUpEarly: true, signal };
    return { question, conversation: await converse(recording, options) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { question, problem: error.message };
  }
}

function printBench(outcomes: readonly Outcome[], bench: TalkBench): void {
  const rows = outcomes.map((outcome) => [
    isCited(outcome) || isRefused(outcome) ? '✔' : '✘',
    outcome.question.text,
    outcome.conversation?.citations[0]?.document ?? outcome.problem ?? 'refused',
    outcome.conversation?.latencyMs.endOfSpeechToFirstAudio ?? '-',
  ]);
  for (const line of tableLines(['', 'question', 'answered from', 'ms'], rows))
    printLine(`  ${line}`);
  printLine();
  const stages = (Object.keys(STAGES) as Stage[]).map((stage) => [
    STAGES[stage],
    bench.stages[stage].p50Ms ?? '-',
    bench.stages[stage].p95Ms ?? '-',
  ]);
  const head = ['after the end of speech', 'p50 ms', 'p95 ms'];
  for (const line of tableLines(head, stages)) printLine(`  ${line}`);
  printLine();
  const { questions, answered, cited, refused } = bench;
  printLine(
    paint(
      'bold',
      `  ${questions} questions: ${answered} answered, ${cited} cited the right document, ${refused} rightly refused`,
    ),
  );
}
