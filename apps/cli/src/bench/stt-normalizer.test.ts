import { expect, it } from 'vitest';
import { normalizedWords } from './stt-normalizer.js';

it.each([
  ['Is the Wi-Fi down?', 'is the wifi down'],
  ['My e-mail, please!', 'my email please'],
  ['Mr. Smith', 'mister smith'],
  ['It’s OK', "it's okay"],
  ['the colour', 'the color'],
  ['a 30-minute wait', 'a thirty minute wait'],
  ['1,250 pages', 'one thousand two hundred and fifty pages'],
  ['in 2024', 'in twenty twenty four'],
  ['in 2024', 'in two thousand twenty-four'],
  ['at 8:30', 'at eight thirty'],
  ['dial 5551', 'dial five five five one'],
  ['version 2.5', 'version two point five'],
  ['20 %', 'twenty percent'],
  ['the 21st', 'the twenty first'],
  ['the 3rd floor', 'the third floor'],
  ['2 million', 'two million'],
  ['one second', '1 second'],
  ['Café', 'cafe'],
  ['to-morrow', 'tomorrow'],
])('"%s" has the words of "%s"', (written, spoken) => {
  expect(normalizedWords(written)).toEqual(normalizedWords(spoken));
});

it('keeps words apart that are others', () => {
  expect(normalizedWords('I forgot my password; two of them.')).toEqual([
    ...['i', 'forgot', 'my', 'password'],
    ...['2', 'of', 'them'],
  ]);
});

it('finds no words in silence', () => {
  expect(normalizedWords(' … ')).toEqual([]);
});
