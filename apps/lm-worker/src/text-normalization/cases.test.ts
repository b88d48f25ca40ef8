import { describe, expect, it } from 'vitest';
import { CASES } from './cases.js';
import { spokenText, spokenWords } from './spoken-form.js';

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  it.each(cases)('%s', (written, spoken) => {
    expect(spokenText(spokenWords(written))).toBe(spoken);
  });
});

const all = Object.values(CASES).flat();

it.each(all)('what is said for %j is plain', (written) => {
  expect(spokenText(spokenWords(written))).toMatch(/^(?:[A-Za-z][A-Za-z']*[.,;?!]?(?: |$))*$/);
});

it.each(all)('%j is shown as it is written', (written) => {
  const words = spokenWords(written).map((word) => word.written);
  expect(words.join(' ')).toBe(written.trim().split(/\s+/).join(' '));
});
