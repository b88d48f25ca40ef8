import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { FRAME_MS } from '@parley/protocol';
import { findRunningStack, freePort, startStack, stateDir, type Stack } from '../stack/index.js';
import { chatUrl } from '../talk/chat-url.js';
import { ownToken } from '../talk/own-token.js';
import { QUESTIONS_DIR } from '../talk/questions.js';
import { loadRecording } from '../talk/recording.js';
import { printJson, printLine } from '../terminal/print.js';
import { openProgress } from '../terminal/progress.js';
import { openStatusBoard } from '../terminal/status-board.js';
import { onStopSignal } from '../terminal/stop-signal.js';
import { tableLines } from '../terminal/table.js';
import { summarizeSessions, type SessionsBench } from './sessions-bench.js';
import { PERIOD_FRAMES, stimulus } from './sessions-stimulus.js';
import { SessionTalker } from './sessions-talker.js';
import { UsageMeter } from './sessions-usage.js';

const PERIOD_SECONDS = (PERIOD_FRAMES * FRAME_MS) / 1_000;
const OPENING_AT_ONCE = 8;

interface SessionsOptions {
  count: number;
  seconds: number;
  wav: string;
  url?: string;
  json?: boolean;
}

interface Load {
  url: URL;
  count: number;
  periods: number;
  packets: readonly Uint8Array[];
  signal: AbortSignal;
}

export function addSessionsBench(bench: Command): void {
  bench
    .command('sessions')
    .description(
      'Open many real-time sessions with the echo engine and measure what the way costs.',
    )
    .option('--count <n>', 'sessions at once', wholeNumber, 10)
    .option('--seconds <s>', 'how long each talks', wholeNumber, 10)
    .option('--wav <file>', 'what they say', join(QUESTIONS_DIR, 'forgotten-password.wav'))
    .option('--url <url>', 'server with ENGINE=echo to measure (else a stack is started for it)')
    .option('--json', 'print one JSON object instead of a table')
    .addHelpText('after', '\nExample:\n  $ parley bench sessions --count 50 --seconds 20')
    .action(benchSessions);
}

async function benchSessions(options: SessionsOptions): Promise<void> {
  const { samples } = await loadRecording(resolve(options.wav));
  const signal = onStopSignal();
  const folder = join(stateDir(), 'bench-sessions');
  const stack = options.url ? undefined : await echoStack(folder, options, signal);
  try {
    const load = {
      url: chatUrl(stack?.chatUrl ?? options.url ?? ''),
      count: options.count,
      periods: Math.ceil(options.seconds / PERIOD_SECONDS),
      packets: stimulus(samples),
      signal,
    };
    const leaders = stack ? (await findRunningStack(folder)).services : {};
    report(await measure(load, leaders), options.json);
  } finally {
    await stack?.close();
  }
}

/** Slots for all, and ears for one: an echo needs none, and they are not what is measured. */
async function echoStack(
  folder: string,
  { count, json }: SessionsOptions,
  signal: AbortSignal,
): Promise<Stack> {
  const slots = String(count);
  const env = {
    ...process.env,
    ENGINE: 'echo',
    LM_SLOTS: slots,
    CODEC_SLOTS: slots,
    ASR_SLOTS: '1',
    MAX_SESSIONS: slots,
    MAX_SESSIONS_PER_ADDRESS: slots,
    LOG_LEVEL: 'warn',
  };
  const board = openStatusBoard();
  const onStatus = json ? () => undefined : board.show.bind(board);
  try {
    return await startStack({ port: await freePort(), stateDir: folder, env, onStatus, signal });
  } finally {
    board.settle();
  }
}

async function measure(load: Load, leaders: Record<string, number>): Promise<SessionsBench> {
  const talkers = Array.from(
    { length: load.count },
    () => new SessionTalker(load.packets, load.periods),
  );
  try {
    await connectAll(talkers, load.url);
    const meter = await UsageMeter.start({ ...leaders, 'load tool': process.pid });
    await talkAll(talkers, load);
    const results = talkers.map((talker) => talker.result());
    return summarizeSessions(results, await meter.read());
  } finally {
    for (const talker of talkers) talker.close();
  }
}

async function connectAll(talkers: readonly SessionTalker[], url: URL): Promise<void> {
  const waiting = [...talkers];
  const connectNext = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      await next.connect(url, ownToken());
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, connectNext));
}

/** The sessions begin at moments spread evenly over a frame, as people's would. */
async function talkAll(talkers: readonly SessionTalker[], load: Load): Promise<void> {
  const progress = openProgress('Talking');
  const startedMs = performance.now();
  const wholeMs = load.periods * PERIOD_SECONDS * 1_000;
  const ticker = setInterval(
    () => progress.update(Math.min(1, (performance.now() - startedMs) / wholeMs)),
    200,
  );
  try {
    await Promise.all(
      talkers.map(async (talker, index) => {
        await sleep((index * FRAME_MS) / talkers.length);
        await talker.talk(load.signal);
      }),
    );
  } finally {
    clearInterval(ticker);
    progress.stop();
  }
  load.signal.throwIfAborted();
}

function report(bench: SessionsBench, json = false): void {
  if (json) return printJson(bench);
  const { services, ...figures } = bench;
  const rows = Object.entries(figures).map(([name, figure]) => [name, figure ?? '-']);
  for (const line of tableLines(['figure', ''], rows)) printLine(`  ${line}`);
  printLine();
  const used = Object.entries(services).map(([name, { cpuShare, rssMiB }]) => [
    name,
    cpuShare * 100,
    rssMiB,
  ]);
  for (const line of tableLines(['service', '% of a core', 'MiB'], used)) printLine(`  ${line}`);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
