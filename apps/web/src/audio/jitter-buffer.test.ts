import { describe, expect, it } from 'vitest';
import { JitterBuffer } from './jitter-buffer.js';

const RATE = 48_000;
const samples = (ms: number) => (ms / 1000) * RATE;
const tone = (ms: number, offset = 0) =>
  Float32Array.from(
    { length: samples(ms) },
    (_, index) => 0.5 * Math.sin((2 * Math.PI * 440 * (index + offset)) / RATE),
  );

function pull(buffer: JitterBuffer, ms: number): Float32Array {
  const output = new Float32Array(samples(ms)).fill(NaN);
  buffer.pull(output);
  return output;
}

const peak = (audio: Float32Array) => Math.max(...audio.map(Math.abs));
/** 440 Hz at 0.5 moves by at most 0.029 a sample; a click moves by much more. */
const steepest = (audio: Float32Array) =>
  Math.max(...audio.map((sample, index) => Math.abs(sample - (audio[index - 1] ?? sample))));

function fill(buffer: JitterBuffer, ms: number): void {
  for (let at = 0; at < ms; at += 20) buffer.push(tone(20, samples(at)));
}

describe('JitterBuffer', () => {
  it('is silent until 100 ms have arrived', () => {
    const buffer = new JitterBuffer(RATE);
    fill(buffer, 80);
    expect(peak(pull(buffer, 20))).toBe(0);
    fill(buffer, 20);
    expect(peak(pull(buffer, 20))).toBeGreaterThan(0.3);
  });

  it('gives back what came in, in order, after the fade-in', () => {
    const buffer = new JitterBuffer(RATE);
    fill(buffer, 200);
    const played = pull(buffer, 160);
    expect(played.subarray(samples(20))).toEqual(tone(160).subarray(samples(20)));
    expect(buffer.bufferedMs).toBeCloseTo(40);
  });

  it('plays on without a gap when audio comes in bursts of 80 ms', () => {
    const buffer = new JitterBuffer(RATE);
    fill(buffer, 160);
    for (let burst = 0; burst < 20; burst += 1) {
      pull(buffer, 80);
      fill(buffer, 80);
    }
    expect(buffer.underruns).toBe(0);
    expect(buffer.droppedMs).toBe(0);
  });

  it('fades out when the audio runs out, and does not click', () => {
    const buffer = new JitterBuffer(RATE);
    buffer.push(tone(117));
    const played = pull(buffer, 200);
    expect(steepest(played)).toBeLessThan(0.06);
    expect(peak(played.subarray(samples(130)))).toBe(0);
    expect(buffer.underruns).toBe(1);
  });

  it('holds more back after an underrun, and less again after a calm time', () => {
    const buffer = new JitterBuffer(RATE);
    fill(buffer, 100);
    pull(buffer, 120);
    fill(buffer, 120);
    expect(peak(pull(buffer, 20))).toBe(0);
    fill(buffer, 20);
    expect(peak(pull(buffer, 20))).toBeGreaterThan(0.3);

    for (let second = 0; second < 11; second += 1)
      for (let packet = 0; packet < 50; packet += 1) {
        fill(buffer, 20);
        pull(buffer, 20);
      }
    buffer.flush();
    pull(buffer, 20);
    fill(buffer, 100);
    expect(peak(pull(buffer, 20))).toBeGreaterThan(0.3);
  });

  it('drops the oldest audio when more than 300 ms wait, without a click', () => {
    const buffer = new JitterBuffer(RATE);
    fill(buffer, 200);
    const before = pull(buffer, 20);
    fill(buffer, 400);
    const after = pull(buffer, 60);
    expect(buffer.bufferedMs).toBeLessThan(300);
    expect(buffer.droppedMs).toBeGreaterThan(200);
    expect(steepest(Float32Array.of(...before.subarray(samples(10)), ...after))).toBeLessThan(0.06);
  });

  it('falls silent within 10 ms of a flush, and counts no underrun for it', () => {
    const buffer = new JitterBuffer(RATE);
    fill(buffer, 200);
    pull(buffer, 40);
    buffer.flush();
    const after = pull(buffer, 40);
    expect(steepest(after)).toBeLessThan(0.06);
    expect(peak(after.subarray(samples(10)))).toBe(0);
    expect(buffer.underruns).toBe(0);
  });
});
