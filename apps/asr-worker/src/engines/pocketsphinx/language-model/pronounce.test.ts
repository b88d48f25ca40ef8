import { describe, expect, it } from 'vitest';
import { soundOut } from './letter-to-sound.js';
import { Lexicon } from './lexicon.js';
import { readingsOf } from './numbers.js';
import { pronounce } from './pronounce.js';

const lexicon = Lexicon.parse(
  [
    'drive D R AY V',
    'forty F AO R T IY',
    'it IH T',
    'key K IY',
    'mac M AE K',
    'one W AH N',
    'one(2) HH W AH N',
    'pass P AE S',
    'phone F OW N',
    'two T UW',
  ].join('\n'),
);
const say = (original: string) => pronounce(original, original.toLowerCase(), lexicon);

describe('how a word of the documents sounds', () => {
  it.each([
    ['a known word in all its ways', 'one', ['W AH N', 'HH W AH N']],
    ['an acronym letter by letter', 'VPN', ['V IY P IY EH N']],
    ['several of them', 'PCs', ['P IY S IY Z']],
    ['an acronym that is a word too, both ways', 'IT', ['IH T', 'AY T IY']],
    ['a name with capitals inside by its parts', 'OneDrive', ['W AH N D R AY V']],
    ['a name that ends in an acronym', 'macOS', ['M AE K OW EH S']],
    ['two words written as one', 'passkey', ['P AE S K IY']],
    ['the plural of a known word', 'phones', ['F OW N Z']],
    ['a number in the ways people read it', '42', ['F AO R T IY T UW']],
    ['letters without a vowel one by one', 'ctrl', ['S IY T IY AA R EH L']],
    ['anything else by its spelling', 'phishing', ['F IH SH IH NG']],
  ])('says %s', (_, original, expected) => {
    expect(say(original)).toEqual(expected);
  });
});

describe('reading numbers', () => {
  it.each([
    [
      '4070',
      ['four thousand seventy', 'forty seventy', 'four zero seven zero', 'four oh seven oh'],
    ],
    ['365', ['three hundred sixty five', 'three sixty five', 'three six five']],
    ['7', ['seven', 'seven']],
  ])('reads %s', (digits, expected) => {
    expect(readingsOf(digits).map((words) => words.join(' '))).toEqual(expected);
  });
});

describe('sounding out', () => {
  it.each([
    ['cache', 'K AE CH'],
    ['mode', 'M OW D'],
    ['eduroam', 'EH D ER OW M'],
    ['backup', 'B AE K AH P'],
    ['123', ''],
  ])('%s', (word, phones) => {
    expect(soundOut(word)).toBe(phones);
  });
});
