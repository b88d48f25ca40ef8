import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { paced, quietPackets } from '../support/client.js';
import { ROOT } from '../support/stack.js';
import { must, type Attack, type Target } from './attack.js';
import { openPatiently } from './patient-client.js';
import { memoryOf, processorSecondsOf } from './processes.js';

const FRAME_MS = 80;
/** Below half a frame nobody hears a difference, and a busy machine makes as much by itself. */
const UNHEARD_MS = 40;
const MOST_GROWTH_MIB = 100;
/** A tenth of what decoding such a flood would take. */
const MOST_CORES = 0.3;
const LONG_ROUND_SECONDS = 8;

const FLOODER = join(ROOT, 'e2e/src/attack/flooder.mjs');
const Counts = z.object({ sent: z.number(), cutOff: z.number() });

export const FLOODS: readonly Attack[] = [
  flood('audio faster than time', 'audio'),
  flood('WebSocket pings', 'ping'),
  flood('WebSocket pongs', 'pong'),
  flood('messages that are no audio', 'control'),
  flood('empty audio messages', 'empty'),
  flood('messages in many parts', 'parts'),
];

/** Others may keep the machine busy while one round is measured, not while all are. */
const ROUNDS = 3;

interface Round {
  readonly alone: number;
  readonly beside: number;
  readonly cutOff: number;
  /** Of processor time in the codec worker. */
  readonly cores: number;
}

/** One client floods, and comes back whenever it is cut off; a neighbour talks on. */
function flood(name: string, what: string): Attack {
  return {
    name: `flood: ${name}`,
    run: async (target) => {
      const before = await memoryOf(target.stack, 'gateway');
      const rounds: Round[] = [];
      do rounds.push(await measure(target, what));
      while (target.scale === 1 && rounds.length < ROUNDS && !isUnheard(rounds.at(-1)));
      const grown = (await memoryOf(target.stack, 'gateway')) - before;
      must(
        rounds.every(({ cutOff }) => cutOff > 0),
        'nobody cut the flood',
      );
      must(
        rounds.every(({ cores }) => cores < MOST_CORES),
        'it is decoded: the codec worker is busy with it',
      );
      // the short form runs on machines that do other things, where clocks say little
      must(target.scale < 1 || rounds.some(isUnheard), 'the neighbour hears it, each time');
      must(grown < MOST_GROWTH_MIB, `the gateway grew by ${grown.toFixed(0)} MiB`);
    },
  };
}

function isUnheard(round: Round | undefined): boolean {
  return round !== undefined && round.beside <= Math.max(2 * round.alone, UNHEARD_MS);
}

async function measure(target: Target, what: string): Promise<Round> {
  const { stack, scale, note } = target;
  const seconds = Math.max(3, LONG_ROUND_SECONDS * scale);
  const alone = await latenessOfNeighbour(target, seconds);
  const stopFlood = startFlood(stack.chatUrl, what);
  const codecBefore = await processorSecondsOf(stack, 'codec-worker');
  const beside = await latenessOfNeighbour(target, seconds);
  const cores = ((await processorSecondsOf(stack, 'codec-worker')) - codecBefore) / seconds;
  const { sent, cutOff } = await stopFlood();
  note(
    `${sent} sent, cut off ${cutOff} times; neighbour's p99 ${alone.toFixed(0)} ms alone, ${beside.toFixed(0)} ms beside; codec ${cores.toFixed(2)} cores`,
  );
  return { alone, beside, cutOff, cores };
}

/** 99th percentile of how late the frames come that a client in a quiet room gets, in milliseconds. */
async function latenessOfNeighbour({ stack }: Target, seconds: number): Promise<number> {
  const client = await openPatiently(stack);
  const arrivals: number[] = [];
  let seen = client.audio.length;
  const look = setInterval(() => {
    const { length } = client.audio;
    if (length > seen) arrivals.push(performance.now());
    seen = length;
  }, 2);
  const packets = quietPackets(50);
  for (let second = 0; second < seconds; second++)
    await paced(packets, 20, (packet) => client.sendAudio(packet));
  clearInterval(look);
  must(client.closed === undefined, 'the neighbour was closed');
  await client.close();
  return percentile99(lateness(arrivals));
}

/** Against a clock that ticks once a frame and is never late. */
function lateness(arrivals: readonly number[]): number[] {
  const offsets = arrivals.map((at, i) => at - i * FRAME_MS);
  const onTime = Math.min(...offsets);
  return offsets.map((offset) => offset - onTime);
}

function percentile99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0;
}

/** The result ends it and tells what it did. */
function startFlood(url: string, what: string): () => Promise<z.infer<typeof Counts>> {
  const child = fork(FLOODER, [url, what], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return async () => {
    const told = once(child, 'message');
    child.send('stop');
    return Counts.parse((await told)[0]);
  };
}
