import { describe, expect, it } from 'vitest';
import { indexOf, indexOfExamples } from '../testing/index-of.js';
import { MISHEARD } from '../testing/questions.js';
import type { LexicalIndex } from './lexical-index.js';
import { queryTermsOf } from './query-terms.js';
import { retrieve } from './retriever.js';

const find = (question: string, index: LexicalIndex) =>
  retrieve(queryTermsOf(question, index), index, 3);

const small = await indexOf({
  'mfa.md':
    '# Signing in\n\nYou set up multi-factor authentication (MFA) on your phone.\n\n## Backup\n\nPrint the codes.',
  'wifi.md':
    '# Campus Wi-Fi\n\nPick the network and type your password.\n\n## Phones\n\nInstall the profile.',
  'mail.md': '# Voice mail\n\nDial 4999 to hear what callers left.',
  'print.md': '# Printing\n\nThe printer takes your card. A page costs 4 pence.',
  'food.md': '# Canteen\n\nIt is open from noon.',
});

describe('a score', () => {
  it('is high when everything that was asked about is there', () => {
    const [best] = find('What does a page cost?', small);
    expect(best?.passage.document).toBe('print.md');
    expect(best?.score).toBeGreaterThan(0.85);
  });

  it('counts words of title and heading as well as those of the text', () => {
    expect(find('install wifi on phones', small)[0]?.score).toBeGreaterThan(0.8);
  });

  it('is higher where the words stand together', async () => {
    const index = await indexOf({
      'loans.md': '# Loans\n\nYou renew a library book at the counter.',
      'rooms.md':
        '# Rooms\n\nYou book a room in advance. Renew your card when you pass the library.',
    });
    const [together, apart] = find('library book', index).map(({ score }) => score);
    expect(together).toBeGreaterThan(apart ?? 1);
  });

  it('falls with every word that is nowhere', () => {
    const [one, two] = ['printer giraffe', 'printer giraffe elephant'].map(
      (each) => find(each, small)[0]?.score ?? 0,
    );
    expect(one).toBeLessThan(0.5);
    expect(two).toBeLessThan(one ?? 0);
  });

  it('of a question that asks for nothing is nothing', () => {
    expect(find('how do you do', small)).toEqual([]);
    expect(find('', small)).toEqual([]);
  });

  it('stays between 0 and 1', async () => {
    const index = await indexOfExamples();
    for (const question of ['password', 'wifi wifi wifi', 'vpn x y z', 'a'.repeat(4_000)])
      for (const { score } of find(question, index))
        expect(score).toSatisfy((each: number) => each >= 0 && each <= 1);
  });
});

describe('words', () => {
  it.each([
    ['how do i set up mfa', 'mfa.md'],
    ['multi factor authentication', 'mfa.md'],
    ['wireless network', 'wifi.md'],
    ['wi fi', 'wifi.md'],
    ['voicemail', 'mail.md'],
    ['pages that I printed', 'print.md'],
  ])('"%s" are found in %s', (question, document) => {
    expect(find(question, small)[0]?.passage.document).toBe(document);
  });
});

it('gives each passage once, and no more than asked for', async () => {
  const index = await indexOfExamples();
  const hits = find('how do I change the password on my phone', index);
  expect(hits).toHaveLength(3);
  expect(new Set(hits.map(({ passage }) => passage.id)).size).toBe(3);
});

it('finds nothing where there is nothing', async () => {
  expect(find('password', await indexOf({}))).toEqual([]);
});

it.each(MISHEARD)('hears through "%s"', async (question, document) => {
  expect(find(question, await indexOfExamples())[0]?.passage.document).toBe(document);
});
