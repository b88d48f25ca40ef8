import { expect, it } from 'vitest';
import { countWordErrors, wordErrorRate } from './stt-word-errors.js';

const count = (reference: string, heard: string) =>
  countWordErrors(reference.split(' '), heard.split(' ').filter(Boolean));

it('finds no errors in the same words', () => {
  const none = { words: 3, substitutions: 0, insertions: 0, deletions: 0 };
  expect(count('my printer jams', 'my printer jams')).toEqual(none);
});

it('tells a wrong word from one too many and one too few', () => {
  expect(count('my printer jams', 'my plotter jams')).toMatchObject({ substitutions: 1 });
  expect(count('my printer jams', 'my old printer jams')).toMatchObject({ insertions: 1 });
  expect(count('my printer jams', 'printer jams')).toMatchObject({ deletions: 1 });
});

it('counts every word of what was not heard at all', () => {
  expect(count('my printer jams', '')).toMatchObject({ deletions: 3 });
});

it('takes the rate over all words, not over recordings', () => {
  const counted = [count('a b c d e f g h i', 'a b c d e f g h i'), count('a', 'b')];
  expect(wordErrorRate(counted)).toBe(0.1);
  expect(wordErrorRate([])).toBeNull();
});
