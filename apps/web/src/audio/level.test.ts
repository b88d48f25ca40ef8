import { describe, expect, it } from 'vitest';
import { loudness, rms } from './level.js';

describe('level', () => {
  it('measures the root mean square', () => {
    const sine = Float32Array.from({ length: 480 }, (_, index) => Math.sin((index * Math.PI) / 24));
    expect(rms(sine)).toBeCloseTo(Math.SQRT1_2, 3);
    expect(rms(new Float32Array())).toBe(0);
  });

  it('looks silent in a quiet room, full at full scale, and grows in between', () => {
    const levels = [0, 0.003, 0.03, 0.1, 0.3, 1].map(loudness);
    expect(levels[0]).toBe(0);
    expect(levels[1]).toBe(0);
    expect(levels.at(-1)).toBe(1);
    expect(levels.slice(1)).toEqual([...levels.slice(1)].sort((a, b) => a - b));
  });
});
