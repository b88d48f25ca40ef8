import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ROOT } from '../stack/index.js';
import { QUESTIONS_DIR } from '../talk/questions.js';
import { printJson, printLine } from '../terminal/print.js';
import { openProgress } from '../terminal/progress.js';
import { onStopSignal } from '../terminal/stop-signal.js';
import { tableLines } from '../terminal/table.js';
import { machineLine, startOnMachine, type BenchMachine } from './bench-machine.js';
import type { Spread } from './statistics.js';
import { errorsIn, summarizeStt, type SttFigures, type SttOutcome } from './stt-bench.js';
import { readCorpus } from './stt-corpus.js';
import { chosenEngines, STT_ENGINES, type SttEngine } from './stt-engines.js';
import { readReferences, type ReferenceRecording } from './stt-recordings.js';
import { runStt } from './stt-run.js';

interface SttOptions {
  engine: SttEngine | 'all';
  speed: number;
  documents?: string;
  limit?: number;
  json?: boolean;
}

interface EngineBench extends SttFigures {
  detail: string;
  outcomes: SttOutcome[];
}

export function addSttBench(bench: Command): void {
  bench
    .command('stt')
    .description('Play recordings with known texts to each recogniser and count what it mishears.')
    .argument('[folder]', 'WAV files with their texts', QUESTIONS_DIR)
    .addOption(
      new Option('--engine <name>', 'which recogniser')
        .choices([...STT_ENGINES, 'all'])
        .default('all'),
    )
    .option('--speed <n>', 'play this many times faster than speech', speed, 1)
    .option('--documents <dir>', 'what the recogniser learns beforehand (Markdown and text files)')
    .option('--limit <n>', 'only the first n recordings', wholeNumber)
    .option('--json', 'print one JSON object instead of a table')
    .addHelpText(
      'after',
      `
The folder has WAV files of any sample rate, and what is said in them: in NAME.txt beside NAME.wav, in a
list texts.json of {"file", "text"}, or {"file", "keywords"} for words that must be heard, or in LibriSpeech's *.trans.txt. Folders below it are looked at, too.
Each recogniser runs alone, on a NATS server of its own. The bundled questions come with the bundled
documents to learn from; other folders with none, unless --documents names some.

Words are compared in lower case, without punctuation, and with one form for numbers and for what is written
in several ways (Wi-Fi and wifi, Mr. and mister). Latencies are measured at --speed 1 alone; much faster, the
recogniser drops what it cannot keep up with, and the count of dropped frames says so. Moonshine is run when
its model is in ASR_MODEL_DIR or was fetched. TURN_MODEL_DIR= (empty) is without the turn model.

Examples:
  $ parley bench stt
  $ parley bench stt my-recordings --documents my-documents --json > stt.json
  $ parley bench stt LibriSpeech/test-clean --engine moonshine --speed 2 --limit 200`,
    )
    .action(benchStt);
}

async function benchStt(folder: string, options: SttOptions): Promise<void> {
  const signal = onStopSignal();
  const ended = startOnMachine();
  const recordings = (await readReferences(resolve(folder))).slice(0, options.limit);
  const engines: Partial<Record<SttEngine, EngineBench>> = {};
  for (const engine of chosenEngines(options.engine))
    engines[engine] = await benchEngine(engine, recordings, folder, { ...options, signal });
  const machine = ended();
  if (options.json) printJson({ machine, folder, speed: options.speed, engines });
  else printBench(engines, machine);
}

async function benchEngine(
  engine: SttEngine,
  recordings: readonly ReferenceRecording[],
  folder: string,
  { speed, documents: given, signal }: SttOptions & { signal: AbortSignal },
): Promise<EngineBench> {
  const corpus = given ?? corpusOf(folder);
  const documents = corpus ? await readCorpus(resolve(corpus)) : [];
  const progress = openProgress('Listening');
  try {
    const onProgress = progress.update.bind(progress);
    const run = await runStt(engine, recordings, { documents, speed, signal, onProgress });
    const { detail, outcomes, cost } = run;
    return { detail, ...summarizeStt(outcomes, cost, speed === 1), outcomes };
  } finally {
    progress.stop();
  }
}

function corpusOf(folder: string): string | undefined {
  return resolve(folder) === resolve(QUESTIONS_DIR) ? join(ROOT, 'examples/documents') : undefined;
}

function printBench(engines: Partial<Record<SttEngine, EngineBench>>, machine: BenchMachine): void {
  const benches = Object.values(engines);
  const row = (name: string, figure: (bench: EngineBench) => string) => [
    name,
    ...benches.map(figure),
  ];
  const rows = [
    row('word error rate', ({ wordErrorRate }) => percent(wordErrorRate)),
    row('substitutions, insertions, deletions', (bench) =>
      [bench.substitutions, bench.insertions, bench.deletions].join(', '),
    ),
    row('words, recordings', ({ words, recordings }) => `${words}, ${recordings}`),
    row('heard nothing, heard several turns', ({ empty, split }) => `${empty}, ${split}`),
    row('in domain', ({ inDomainShare }) => percent(inDomainShare)),
    row('wrong (over 30 %), asked back of them', ({ wrong }) => shareOf(wrong)),
    row('right, asked back of them', ({ right }) => shareOf(right)),
    row('processor seconds a second of audio', (bench) => fixed(bench.cpuSecondsPerSecond, 3)),
    row('memory at its peak, MB', ({ peakMemoryMb }) => fixed(peakMemoryMb)),
    row('dropped frames', ({ droppedFrames }) => String(droppedFrames)),
    row('first voice to first partial, ms', ({ firstPartial }) => both(firstPartial)),
    row('end of turn to final, ms', ({ endOfTurnToFinal }) => both(endOfTurnToFinal)),
    row('end of speech to final, ms', ({ endOfSpeechToFinal }) => both(endOfSpeechToFinal)),
  ];
  const head = ['latencies are p50 and p95', ...Object.keys(engines)];
  for (const line of tableLines(head, rows)) printLine(`  ${line}`);
  printLine();
  for (const [name, { detail, outcomes }] of Object.entries(engines)) {
    printLine(`  ${name}: ${detail}`);
    for (const outcome of outcomes) printMisheard(outcome);
  }
  printLine(`  ${machineLine(machine)}`);
}

function printMisheard(outcome: SttOutcome): void {
  const { substitutions, insertions, deletions } = errorsIn(outcome);
  const errors = substitutions + insertions + deletions;
  if (errors > 0) printLine(`    ${errors} ${outcome.name}: ${outcome.text || '(nothing)'}`);
}

function shareOf({ recordings, askedBack }: SttFigures['wrong']): string {
  return `${recordings}, ${askedBack}`;
}

function both({ p50Ms, p95Ms }: Spread): string {
  return `${fixed(p50Ms)} and ${fixed(p95Ms)}`;
}

function fixed(figure: number | null, digits = 0): string {
  return figure?.toFixed(digits) ?? '-';
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(100 * share).toFixed(1)} %`;
}

function speed(text: string): number {
  const number = Number(text);
  if (number >= 1 && number <= 100) return number;
  throw new InvalidArgumentError('It is a number from 1 to 100.');
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It is a whole number above 0.');
}
