import { describe, expect, it } from 'vitest';
import { silenceToEnd } from './silence-to-end.js';

const EVEN_MS = 400;
/** When the turn model has answered, so much silence has passed. */
const VERDICT_MS = 256;
const silence = (completeness: number, text?: string) =>
  silenceToEnd({ completeness, text }, EVEN_MS);

describe('the silence that ends a turn', () => {
  it('has passed already when it sounded complete, whatever sign the recogniser ends on', () => {
    for (const text of ['I want a large coffee,', 'I want a large coffee.', undefined])
      expect(silence(0.97, text)).toBeLessThan(VERDICT_MS);
  });

  it('is the configured one where sound and words tell nothing', () => {
    expect(silence(0.5)).toBe(EVEN_MS);
    expect(silence(0.5, 'I want a large')).toBe(EVEN_MS);
  });

  it('is shorter after a whole sentence than in the middle of one, however it sounded', () => {
    for (const completeness of [0.05, 0.3, 0.5, 0.7, 0.95]) {
      const whole = silence(completeness, 'What should I do?');
      expect(whole).toBeLessThan(silence(completeness, 'What should'));
    }
  });

  it('grows the less complete it sounded, up to the longest pause that people make', () => {
    const silences = [0.99, 0.9, 0.5, 0.3, 0.1, 0.02, 0].map((sound) => silence(sound));
    expect(silences).toEqual([...silences].sort((a, b) => a - b));
    expect(silences.at(-1)).toBe(1_500);
    expect(silence(0, 'My name is Ann.')).toBeLessThanOrEqual(1_500);
  });
});
