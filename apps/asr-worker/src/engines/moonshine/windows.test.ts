import { expect, it } from 'vitest';
import { cutAt } from './windows.js';

const SECOND = 16_000;

/** A tone with silences from and to these seconds. */
function soundWith(seconds: number, ...pauses: [from: number, to: number][]): Int16Array {
  const sound = Int16Array.from({ length: seconds * SECOND }, (_, at) => 8_000 * Math.sin(at / 5));
  for (const [from, to] of pauses) sound.fill(0, from * SECOND, to * SECOND);
  return sound;
}

it('cuts long speech in the middle of its quietest pause', () => {
  const cut = cutAt(soundWith(16, [9, 9.3])) / SECOND;
  expect(cut).toBeGreaterThan(9);
  expect(cut).toBeLessThan(9.3);
});

it('cuts neither before its sixth second nor after its fifteenth', () => {
  const cut = cutAt(soundWith(20, [2, 3], [17, 18])) / SECOND;
  expect(cut).toBeGreaterThanOrEqual(6);
  expect(cut).toBeLessThanOrEqual(15);
});
