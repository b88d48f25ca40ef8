import { expect, it } from 'vitest';
import { failuresIn, namesIn, progressIn, reasonOf } from './models.mjs';

it('knows how far a pull is by the last line of it', () => {
  expect(progressIn('Fetching 3 % 1 MB of 9 MB\nFetching 5 % 2 MB of 9 MB\n')).toBe(
    '5 % 2 MB of 9 MB',
  );
  expect(progressIn('The voice is in /models/voice.\n')).toBeUndefined();
});

it('says what could not be fetched, and why', () => {
  const output = [
    'moonshine-tiny-en (Moonshine AI, MIT): 43.9 MB.',
    'moonshine-tiny-en could not be fetched. There is no pip.',
    'smart-turn-v3.2 could not be fetched. There is no pip.',
    '',
  ].join('\n');
  const failures = failuresIn(output);
  expect(failures).toEqual([
    'moonshine-tiny-en could not be fetched. There is no pip.',
    'smart-turn-v3.2 could not be fetched. There is no pip.',
  ]);
  expect(namesIn(failures)).toBe('moonshine-tiny-en, smart-turn-v3.2');
  expect(reasonOf(failures[0])).toBe('There is no pip.');
  expect(failuresIn('Error: a surprise\n')).toEqual([
    'The models could not be fetched. Error: a surprise',
  ]);
  expect(namesIn(failuresIn('Error: a surprise\n'))).toBe('the models');
  expect(
    failuresIn('  throw\n\nError [CODE]: no file\n    at load (a.mjs:1)\n\nNode.js v20\n'),
  ).toEqual(['The models could not be fetched. Error [CODE]: no file']);
  expect(failuresIn('')).toEqual([]);
});
