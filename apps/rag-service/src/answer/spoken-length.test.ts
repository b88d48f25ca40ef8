import { expect, it } from 'vitest';
import { spokenLength, wordsIn } from './spoken-length.js';

const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at}`).join(' ');

it('leaves alone what is short enough', () => {
  expect(spokenLength(words(45))).toBe(words(45));
});

it('cuts at the end of the last sentence that fits, else of the last clause, else at the last word', () => {
  expect(spokenLength(`${words(30)}. ${words(30)}.`)).toBe(`${words(30)}.`);
  expect(spokenLength(`${words(20)}, ${words(20)}, ${words(20)}.`)).toBe(
    `${words(20)}, ${words(20)}`,
  );
  expect(wordsIn(spokenLength(words(90)))).toBe(45);
});

it('does not cut to a few words for the sake of a clause', () => {
  expect(wordsIn(spokenLength(`If so, ${words(80)}`))).toBeGreaterThan(12);
});
