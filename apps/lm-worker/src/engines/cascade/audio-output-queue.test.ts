import { rmsDbfs } from '@parley/audio';
import { FRAME_SAMPLES } from '@parley/protocol';
import { describe, expect, it } from 'vitest';
import type { ClauseSound } from './clause-sound.js';
import { AudioOutputQueue } from './audio-output-queue.js';

const RATE_HZ = 16_000;
const never = new AbortController().signal;

/** A tone of this length with a word at each of these times. */
function tone(seconds: number, ...wordSeconds: number[]): ClauseSound {
  const samples = new Float32Array(seconds * RATE_HZ).map((_, i) => 0.5 * Math.sin(i / 5));
  const words = wordSeconds.map((at) => ({ text: `w${at}`, startSample: at * RATE_HZ }));
  return { samples, words };
}

const levels = (output: AudioOutputQueue, frames: number) =>
  Array.from({ length: frames }, () => rmsDbfs(output.next().frame));

describe('AudioOutputQueue', () => {
  it('gives one whole frame a step, silence when nothing is to be said', () => {
    const output = new AudioOutputQueue(RATE_HZ);
    const frames = [output.next(), output.next()];
    expect(frames.map(({ frame }) => frame.length)).toEqual([FRAME_SAMPLES, FRAME_SAMPLES]);
    expect(frames.every(({ frame }) => frame.every((sample) => sample === 0))).toBe(true);
  });

  it('sounds in the very next frame and is silent again when all is played', () => {
    const output = new AudioOutputQueue(RATE_HZ);
    output.add(tone(0.16, 0), 0);
    const [first, second, , last] = levels(output, 4);
    expect(first).toBeGreaterThan(-12);
    expect(second).toBeGreaterThan(-12);
    expect(last).toBe(-Infinity);
  });

  it('joins clauses without a gap or a click', () => {
    const output = new AudioOutputQueue(RATE_HZ);
    const whole = tone(0.8, 0).samples;
    output.add({ samples: whole.subarray(0, 5_000), words: [{ text: 'a', startSample: 0 }] }, 0);
    output.add({ samples: whole.subarray(5_000), words: [{ text: 'b', startSample: 0 }] }, 0);
    const played = Array.from({ length: 10 }, () => [...output.next().frame]).flat();
    const steps = played.slice(1, -200).map((sample, i) => Math.abs(sample - (played[i] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(0.5 * 32_768 * 0.2);
  });

  it('names each word in the frame where it begins', () => {
    const output = new AudioOutputQueue(RATE_HZ);
    output.add(tone(0.4, 0, 0.1, 0.11, 0.39), 0);
    const words = Array.from({ length: 6 }, () => output.next().words);
    expect(words).toEqual([['w0'], ['w0.1', 'w0.11'], [], [], ['w0.39'], []]);
  });

  it('rests between clauses', () => {
    const output = new AudioOutputQueue(RATE_HZ);
    output.add(tone(0.08, 0), 0);
    output.add(tone(0.08, 0), 160);
    const [first, , pause, again] = levels(output, 5);
    expect(first).toBeGreaterThan(-12);
    expect(pause).toBeLessThan(-60);
    expect(again).toBeGreaterThan(-12);
  });

  it('is silent from the next frame on once stopped, but for a short fade', () => {
    const output = new AudioOutputQueue(RATE_HZ);
    output.add(tone(2, 0), 0);
    output.add(tone(2, 0), 0);
    output.next();
    output.stop();
    const { frame, words } = output.next();
    expect(words).toEqual([]);
    expect(rmsDbfs(frame.subarray(0, 240))).toBeGreaterThan(-20);
    expect(rmsDbfs(frame.subarray(600))).toBeLessThan(-60);
    expect(levels(output, 2)).toEqual([-Infinity, -Infinity]);
  });

  it('is 15 dB quieter while it is ducked, and as loud as before afterwards', () => {
    const output = new AudioOutputQueue(RATE_HZ);
    output.add(tone(2, 0), 0);
    const loud = levels(output, 2)[1] ?? 0;
    output.duck();
    const quiet = levels(output, 3)[2] ?? 0;
    output.resume();
    expect(loud - quiet).toBeCloseTo(15, 0);
    expect(levels(output, 3)[2]).toBeCloseTo(loud, 0);
  });

  it('goes on from where it was ducked after it was held, and names no word twice', () => {
    const output = new AudioOutputQueue(RATE_HZ);
    output.add(tone(0.4, 0, 0.1, 0.2, 0.3), 0);
    const said = [output.next().words];
    output.duck();
    said.push(output.next().words, output.next().words);
    output.hold();
    levels(output, 1);
    expect(levels(output, 10)).toEqual(Array(10).fill(-Infinity));
    output.add(tone(0.08, 0), 0);
    output.resume();
    const rest = Array.from({ length: 5 }, () => output.next());
    expect([...said, ...rest.map(({ words }) => words)].flat()).toEqual([
      'w0',
      'w0.1',
      'w0.2',
      'w0.3',
      'w0',
    ]);
    // 0.32 s of the first clause are left from where it was ducked, then the second
    expect(rest.map(({ frame }) => rmsDbfs(frame) > -20)).toEqual(Array(5).fill(true));
  });

  it('is as loud as ever after it was stopped while it was held', () => {
    const output = new AudioOutputQueue(RATE_HZ);
    output.add(tone(2, 0), 0);
    const loud = levels(output, 2)[1] ?? 0;
    output.duck();
    output.hold();
    levels(output, 2);
    output.stop();
    expect(levels(output, 2)).toEqual([-Infinity, -Infinity]);
    output.add(tone(2, 0), 0);
    expect(levels(output, 2)[1]).toBeCloseTo(loud, 0);
  });

  it('takes no more than two clauses ahead', async () => {
    const output = new AudioOutputQueue(RATE_HZ);
    for (const seconds of [0.08, 0.08, 0.08]) output.add(tone(seconds, 0), 0);
    let hasRoom = false;
    const room = output.room(never).then(() => (hasRoom = true));
    await Promise.resolve();
    expect(hasRoom).toBe(false);
    output.next();
    output.next();
    await room;
  });
});
