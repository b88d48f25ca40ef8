import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ROOT } from '../stack/index.js';
import { QUESTIONS_DIR } from '../talk/questions.js';
import { loadRecording } from '../talk/recording.js';
import { printJson, printLine } from '../terminal/print.js';
import { openProgress } from '../terminal/progress.js';
import { onStopSignal } from '../terminal/stop-signal.js';
import { machineLine, startOnMachine, type BenchMachine } from './bench-machine.js';
import type { PrivateWorkers } from './private-workers.js';
import { readCorpus } from './stt-corpus.js';
import { bestEngine, STT_ENGINES, type SttEngine } from './stt-engines.js';
import { startAsrWorker } from './stt-run.js';
import {
  summarizePauses,
  summarizeReplies,
  summarizeEchoes,
  type EchoTrial,
  type PausedTurn,
  type ReplyTrial,
  type TurnsBench,
} from './turns-bench.js';
import { pausedTurn, recordingsIn } from './turns-recordings.js';
import { echoTrial, replyTrial, startCascade } from './turns-replies.js';
import { turnsReport } from './turns-report.js';
import { backchannelSounds, interruptionSounds, soundsIn, type UserSound } from './turns-sounds.js';

const PARTS = ['pauses', 'replies', 'echo'] as const;
type Part = (typeof PARTS)[number];
const ECHO_TRIALS = 5;
const BACKCHANNEL_TRIALS = 20;
const INTERRUPTION_TRIALS = 12;
const DOCUMENTS_DIR = join(ROOT, 'examples/documents');
const QUESTION = join(QUESTIONS_DIR, 'forgotten-password.wav');

interface TurnsOptions {
  questions: string[];
  backchannels?: string;
  engine?: SttEngine;
  only?: Part;
  limit?: number;
  json?: boolean;
}

interface Outcomes {
  detail: string;
  turns: PausedTurn[];
  backchannels: ReplyTrial[];
  interruptions: ReplyTrial[];
  echoes: EchoTrial[];
}

export function addTurnsBench(bench: Command): void {
  bench
    .command('turns')
    .description('Measure when turns are taken for over, and what stops the agent.')
    .option('--questions <dir...>', 'folders with WAV files of one question each', [QUESTIONS_DIR])
    .option('--backchannels <dir>', 'WAV files that must not stop the agent, in place of made ones')
    .addOption(
      new Option('--engine <name>', 'which recogniser (else the best there is)').choices(
        STT_ENGINES,
      ),
    )
    .addOption(new Option('--only <part>', 'measure one part alone').choices(PARTS))
    .option('--limit <n>', 'only the first n questions, and so many trials', wholeNumber)
    .option('--json', 'print one JSON object instead of a table')
    .addHelpText(
      'after',
      `
First each question is played to a recogniser, as it is and with a pause of 0.3, 0.6 and 1.0 s in its quietest
place in the middle. A turn is "cut" when it became two or lost a part, "joined" when it was ended too early
and made whole by what followed: an answer may have begun to sound. Then the cascade answers a question at
length, and the user makes a sound: backchannels ("mm-hm", "okay", "yeah") and coughs should let the agent go
on, interruptions ("stop", "wait a moment", "no, where do I park?") should stop it. The time until it is silent
runs from the onset of the voice, in steps of 20 ms, at the bus: codec, network and loudspeaker come on top.
At last the microphone brings the reply back, 20 dB more quietly and 150 ms later: that should not stop it.

These voices are Flite's, and the coughs are shaped noise: synthetic voices are not people. They speak clearly,
do not hesitate and pause where no one would, and there is no echo and no room. The figures tell whether a
change made things better or worse; for how people fare, give recordings of people.

Examples:
  $ parley bench turns --only pauses
  $ parley bench turns --questions my-questions --backchannels my-backchannels --json > turns.json`,
    )
    .action(benchTurns);
}

async function benchTurns(options: TurnsOptions): Promise<void> {
  const signal = onStopSignal();
  const ended = startOnMachine();
  const outcomes = await measure(options, signal);
  const { detail, turns, backchannels, interruptions, echoes } = outcomes;
  const bench = {
    ...summarizePauses(turns),
    ...summarizeReplies(backchannels, interruptions),
    ...summarizeEchoes(echoes),
  };
  const machine = ended();
  if (options.json) printJson({ machine, detail, ...bench, outcomes });
  else printBench(bench, detail, machine);
}

async function measure(options: TurnsOptions, signal: AbortSignal): Promise<Outcomes> {
  const { engine = bestEngine(), only } = options;
  const documents = await readCorpus(DOCUMENTS_DIR);
  const outcomes: Outcomes = {
    ...{ turns: [], backchannels: [], interruptions: [], echoes: [], detail: '' },
  };
  const add = async (
    part: Part,
    starting: () => Promise<PrivateWorkers>,
    measurePart: (workers: PrivateWorkers) => Promise<Partial<Outcomes>>,
  ) => {
    if (only === undefined || only === part)
      Object.assign(outcomes, await withWorkers(starting(), measurePart));
  };
  const cascade = () => startCascade(engine, documents);
  await add(
    'pauses',
    () => startAsrWorker(engine, documents),
    (workers) => measurePauses(workers, options, signal),
  );
  await add('replies', cascade, (workers) => measureReplies(workers, options, signal));
  await add('echo', cascade, (workers) => measureEchoes(workers, options, signal));
  return outcomes;
}

async function measureEchoes(
  workers: PrivateWorkers,
  { limit = ECHO_TRIALS }: TurnsOptions,
  signal: AbortSignal,
): Promise<Pick<Outcomes, 'echoes' | 'detail'>> {
  const { samples } = await loadRecording(QUESTION);
  const trials = Array.from({ length: Math.min(limit, ECHO_TRIALS) }, (_, i) => i);
  const echoes = await eachOf('Echoing', trials, signal, () => echoTrial(workers, samples));
  return { echoes, detail: detailOf(workers) };
}

function detailOf(workers: PrivateWorkers): string {
  return `${workers.detailOf('asr-worker')}; ${workers.detailOf('lm-worker')}`;
}

async function measurePauses(
  workers: PrivateWorkers,
  { questions, limit }: TurnsOptions,
  signal: AbortSignal,
): Promise<Pick<Outcomes, 'turns' | 'detail'>> {
  const paths = (await recordingsIn(questions.map((folder) => resolve(folder)))).slice(0, limit);
  const turns = await eachOf('Pausing', paths, signal, (path) => pausedTurn(workers, path));
  return { turns, detail: workers.detailOf('asr-worker') };
}

async function measureReplies(
  workers: PrivateWorkers,
  { backchannels: given, limit }: TurnsOptions,
  signal: AbortSignal,
): Promise<Omit<Outcomes, 'turns' | 'echoes'>> {
  const backchannels = given
    ? await soundsIn(resolve(given))
    : await backchannelSounds(BACKCHANNEL_TRIALS);
  const interruptions = await interruptionSounds(INTERRUPTION_TRIALS);
  const { samples } = await loadRecording(QUESTION);
  const trials = (title: string, sounds: readonly UserSound[]) =>
    eachOf(title, sounds.slice(0, limit), signal, (sound, index) =>
      replyTrial(workers, samples, sound, index),
    );
  return {
    backchannels: await trials('Nodding', backchannels),
    interruptions: await trials('Interrupting', interruptions),
    detail: detailOf(workers),
  };
}

async function withWorkers<T>(
  starting: Promise<PrivateWorkers>,
  work: (workers: PrivateWorkers) => Promise<T>,
): Promise<T> {
  const workers = await starting;
  try {
    return await work(workers);
  } finally {
    await workers.close();
  }
}

async function eachOf<T, R>(
  title: string,
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const progress = openProgress(title);
  const results: R[] = [];
  try {
    for (const [index, item] of items.entries()) {
      signal.throwIfAborted();
      progress.update(index / items.length);
      results.push(await work(item, index));
    }
    return results;
  } finally {
    progress.stop();
  }
}

function printBench(bench: TurnsBench, detail: string, machine: BenchMachine): void {
  const lines = [...turnsReport(bench), '', detail, machineLine(machine)];
  for (const line of lines) printLine(`  ${line}`);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It is a whole number above 0.');
}
