import { formulaSignal, type Mimi } from '@parley/mimi';
import { percentile } from './statistics.js';

const FRAME_MS = 80;
const BATCHES = [1, 2, 4, 8];
/** The rounds go through all batch sizes in turn, so that a busy moment does not fall on one of them. */
const ROUNDS = 3;
const WARM_UP_STEPS = 3;
const MAX_STREAMS = 256;

export interface BatchTime {
  /** Median time of one step, which takes 80 ms of every stream of the batch. */
  msPerFrame: number;
  /** The same over 80 ms: below 1 keeps up. */
  realTimeFactor: number;
  /** Median processor time of one step: what holds on a machine that others use, too. */
  cpuMsPerFrame: number;
}

export interface MimiBench {
  encode: Record<string, BatchTime>;
  decode: Record<string, BatchTime>;
  /** The most streams, both ways, whose median step stays within 80 ms. */
  duplexStreams: number;
  stateBytesPerSlot: number;
  weightBytes: number;
}

interface Time {
  wallMs: number;
  cpuMs: number;
}

interface Times {
  encode: Time[];
  decode: Time[];
}

/**
 * Times both directions of the codec.
 * @param steps of each batch size in each round
 */
export async function benchMimi(
  mimi: Mimi,
  steps: number,
  onProgress: (share: number, note: string) => void,
): Promise<MimiBench> {
  const times = new Map(BATCHES.map((batch): [number, Times] => [batch, noTimes()]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [batch, collected]] of [...times].entries()) {
      onProgress((round + index / BATCHES.length) / ROUNDS, `batch of ${batch}`);
      await timeSteps(mimi, batch, steps, collected);
    }
  }
  return {
    encode: table(times, ({ encode }) => encode),
    decode: table(times, ({ decode }) => decode),
    duplexStreams: await duplexStreams(mimi, steps, times),
    stateBytesPerSlot: mimi.stateBytesPerSlot,
    weightBytes: mimi.weightBytes,
  };
}

async function timeSteps(mimi: Mimi, batch: number, steps: number, times: Times): Promise<void> {
  const state = mimi.open(batch);
  const pcm = formulaSignal(batch * mimi.frameSamples);
  for (let step = 0; step < WARM_UP_STEPS + steps; step++) {
    const started = now();
    const codes = await mimi.encodeStep(state, pcm);
    const encoded = now();
    await mimi.decodeStep(state, codes);
    if (step < WARM_UP_STEPS) continue;
    times.encode.push(between(started, encoded));
    times.decode.push(between(encoded, now()));
  }
  state.close();
}

function now(): Time {
  const { user, system } = process.cpuUsage();
  return { wallMs: performance.now(), cpuMs: (user + system) / 1_000 };
}

function between(start: Time, end: Time): Time {
  return { wallMs: end.wallMs - start.wallMs, cpuMs: end.cpuMs - start.cpuMs };
}

/** From the largest batch of the table that keeps up, one more stream at a time. */
async function duplexStreams(
  mimi: Mimi,
  steps: number,
  known: ReadonlyMap<number, Times>,
): Promise<number> {
  let streams = Math.max(0, ...BATCHES.filter((batch) => keepsUp(known.get(batch) ?? noTimes())));
  for (; streams < MAX_STREAMS; streams++) {
    const times = noTimes();
    await timeSteps(mimi, streams + 1, steps, times);
    if (!keepsUp(times)) break;
  }
  return streams;
}

function keepsUp({ encode, decode }: Times): boolean {
  return median(encode, 'wallMs') + median(decode, 'wallMs') <= FRAME_MS;
}

function table(times: ReadonlyMap<number, Times>, of: (times: Times) => Time[]) {
  return Object.fromEntries(
    [...times].map(([batch, collected]): [string, BatchTime] => {
      const msPerFrame = median(of(collected), 'wallMs');
      const realTimeFactor = rounded(msPerFrame / FRAME_MS);
      const cpuMsPerFrame = rounded(median(of(collected), 'cpuMs'));
      return [String(batch), { msPerFrame: rounded(msPerFrame), realTimeFactor, cpuMsPerFrame }];
    }),
  );
}

function median(times: readonly Time[], of: keyof Time): number {
  const figures = times.map((time) => time[of]);
  return percentile(figures, 0.5) ?? Infinity;
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function noTimes(): Times {
  return { encode: [], decode: [] };
}
