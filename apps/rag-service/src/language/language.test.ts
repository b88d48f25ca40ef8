import { describe, expect, it } from 'vitest';
import { acronymsOf } from './acronyms.js';
import { PhoneticMatcher } from './phonetic-matcher.js';
import { numbersInFigures } from './number-words.js';
import { sentencesOf } from './sentences.js';
import { lettersJoined } from './spoken-letters.js';
import { termOf, wordsOf } from './terms.js';

describe('terms', () => {
  it('bring the forms of a word together', () => {
    expect(termOf('stolen')).toBe(termOf('steal'));
    expect(termOf('printing')).toBe(termOf('prints'));
    expect(termOf('bigger')).toBe(termOf('big'));
  });

  it('come from words without accents, apostrophes and mail addresses', () => {
    expect(wordsOf("Don't ask José's friend at a.b@example.edu")).toEqual([
      'dont',
      'ask',
      'jose',
      'friend',
      'at',
    ]);
  });
});

describe('acronyms', () => {
  it('are read in both orders', () => {
    expect(acronymsOf('Set up multi-factor authentication (MFA) now.')).toEqual(
      new Map([['mfa', ['multi', 'factor', 'authentication']]]),
    );
    expect(acronymsOf('The VPN (virtual private network) is fast.').get('vpn')).toEqual([
      'virtual',
      'private',
      'network',
    ]);
  });

  it('are not found where the letters do not fit', () => {
    expect(acronymsOf('Ask the help desk (IT).').size).toBe(0);
  });
});

describe('mishearing', () => {
  const phonetics = new PhoneticMatcher([
    'phishing',
    'password',
    'authentication',
    'meeting',
    'dock',
    'work',
    'wait',
  ]);

  it.each([
    ['fishing', 'phishing'],
    ['pasword', 'password'],
    ['authentification', 'authentication'],
    ['meating', 'meeting'],
    ['weight', 'wait'],
  ])('takes "%s" for "%s"', (heard, meant) => {
    expect(phonetics.phoneticMatches(heard)[0]?.word).toBe(meant);
  });

  it.each(['dog', 'york', 'giraffe'])('does not take "%s" for anything', (heard) => {
    expect(phonetics.phoneticMatches(heard)).toEqual([]);
  });
});

describe('a run of words', () => {
  const phonetics = new PhoneticMatcher(['colleague', 'assignment', 'encrypt', 'borrow', 'still']);

  it.each([
    ['call league', 'colleague'],
    ['ass sign meant', 'assignment'],
    ['in crypt', 'encrypt'],
    ['bar oh', 'borrow'],
  ])('"%s" may be "%s"', (heard, meant) => {
    expect(phonetics.phoneticMatchesOfRun(heard.split(' '))[0]?.word).toBe(meant);
  });

  it.each(['red car', 'a zzyzx'])('"%s" is taken for nothing', (heard) => {
    expect(phonetics.phoneticMatchesOfRun(heard.split(' '))).toEqual([]);
  });
});

describe('numbers', () => {
  it.each([
    ['nine hundred people', '900 people'],
    ['twenty five pounds', '25 pounds'],
    ['two thousand three hundred and one', '2300 and one'],
    ['five twenty', 'five twenty'],
  ])('"%s" are written "%s"', (said, written) => {
    expect(numbersInFigures(said.split(' ')).join(' ')).toBe(written);
  });

  it('are the same term in words and in figures', () => {
    expect(termOf('twelve')).toBe(termOf('12'));
    expect(wordsOf('up to 1,000 people')).toContain('1000');
  });
});

it('joins letters that were spelled out', () => {
  expect(lettersJoined(['the', 'v', 'p', 'n'])).toEqual(['the', 'vpn']);
  expect(lettersJoined(['the', 'vee', 'pee', 'en', 'drops'])).toEqual(['the', 'vpn', 'drops']);
  expect(lettersJoined(['i', 'see', 'nothing'])).toEqual(['i', 'see', 'nothing']);
});

it('does not end sentences at abbreviations and addresses', () => {
  expect(
    sentencesOf('Open print.example.edu, e.g. in Firefox. Then sign in. It is 10.30 now.'),
  ).toEqual(['Open print.example.edu, e.g. in Firefox.', 'Then sign in.', 'It is 10.30 now.']);
});

it.each([
  ['The desk opens at 4 p.m. on Mon. and Fri. only.'],
  ['Call until 4 p.m. Monday to Friday.'],
  ['Open Mon. Tue. and Wed. from 9 a.m. to noon.'],
  ['See Fig. 2 and Sec. 3 of Vol. 1, pp. 4 to 6.'],
  ['Bring a document, e.g. Your passport or a card.'],
  ['Ask J. R. Smith or Dr. Lee in St. John\u2019s Rd. in London.'],
  ['The U.S. Government pays approx. 4 pence, i.e. little.'],
  ['It is item no. 7 of Acme Inc. before Friday.'],
])('keeps a sentence with abbreviations whole: %s', (text) => {
  expect(sentencesOf(text)).toEqual([text]);
});

it.each([
  ['It closes at 4 p.m. The desk opens again on Tuesday.', 2],
  ['Cards, keys, etc. You need them.', 2],
  ['The answer is no. Ask the desk.', 2],
  ['It moved to Acme Inc. They pay.', 2],
  ['Use Wi-Fi 6. Then log in.', 2],
  ['He said "Stop." Then he left.', 2],
])('ends a sentence at an abbreviation where another one begins: %s', (text, count) => {
  expect(sentencesOf(text)).toHaveLength(count);
});

it('cuts a sentence that nobody could follow where it pauses', () => {
  const clause = `${'word '.repeat(24)}end`;
  const parts = sentencesOf(`${Array.from({ length: 8 }, () => clause).join('; ')}.`);
  expect(parts).toHaveLength(4);
  for (const part of parts) expect(part).toMatch(/[;.]$/);
  expect(sentencesOf('word '.repeat(500).trim()).join(' ')).toBe('word '.repeat(500).trim());
});

it('splits a whole book into sentences', () => {
  const book = 'One sentence more. '.repeat(40_000);
  expect(sentencesOf(book)).toHaveLength(40_000);
  expect(sentencesOf('x'.repeat(9_000)).join('')).toHaveLength(9_000);
});
