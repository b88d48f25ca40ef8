import { expect, it } from 'vitest';
import type { Passage } from '../passages/passage.js';
import { randomOf } from '../testing/random.js';
import { LexicalIndex } from './lexical-index.js';
import { queryTermsOf } from './query-terms.js';
import { retrieve } from './retriever.js';

const WORDS =
  'printer printers printing password pass word wifi wi-fi Wi-Fi meeting meat colleague league call account accounts phone telephone steal stolen weight wait fishing phishing form forms 12 twelve staff drive borrow still encrypt assignment quota mail mailbox post-box postbox'.split(
    ' ',
  );
const ACRONYMS = [
  'multi-factor authentication (MFA)',
  'my first attempt (MFA)',
  'VPN (virtual private network)',
  'VPN (very private news)',
];
const QUESTIONS = [
  ...['the fishing form', 'how do i call league', 'pasword for the wai fi', 'm f a on my phone'],
  ...['multi factor authentication', 'v p n', 'virtual private network', 'postbox quota', 'weigh'],
  ...[
    'stole twelve printers',
    'meating with staff',
    'encript the drive',
    'in crypt',
    'ass sign meant',
  ],
];
const NAMES = Array.from({ length: 12 }, (_, at) => `${'zebra'.charAt(at % 5)}${at}.md`);

type Random = () => number;
const oneOf = <T>(all: readonly T[], random: Random) => all[Math.floor(random() * all.length)] as T;

function textOf(random: Random): string {
  const words = Array.from({ length: 2 + Math.floor(random() * 12) }, () => oneOf(WORDS, random));
  return `${words.join(' ')}${random() < 0.2 ? `, ${oneOf(ACRONYMS, random)}` : ''}.`;
}

function documentOf(document: string, random: Random): Passage[] {
  return Array.from({ length: 1 + Math.floor(random() * 3) }, (_, position) => {
    const headings = random() < 0.5 ? [['A'], [oneOf(WORDS, random)]] : [[]];
    const blocks = headings.map((heading) => ({
      kind: 'paragraph' as const,
      heading,
      text: textOf(random),
    }));
    return {
      id: `${document}#${position}`,
      document,
      title: oneOf(WORDS, random),
      position,
      blocks,
    };
  });
}

function answersOf(index: LexicalIndex) {
  return QUESTIONS.map((question) => {
    const queryTerms = queryTermsOf(question, index);
    const hits = retrieve(queryTerms, index, 10).map(({ passage, section, score }) => [
      passage.id,
      section.heading,
      score,
    ]);
    return { question, queryTerms, hits };
  });
}

const rebuilt = (documents: ReadonlyMap<string, Passage[]>) =>
  LexicalIndex.of([...documents.keys()].sort().flatMap((name) => documents.get(name) ?? []));

it.each(Array.from({ length: 25 }, (_, seed) => seed))(
  'answers after any edits as an index does that was built anew (%i)',
  async (seed) => {
    const random = randomOf(seed);
    const documents = new Map<string, Passage[]>();
    let index = LexicalIndex.EMPTY;
    for (let edit = 0; edit < 12; edit++) {
      const touched = NAMES.filter(() => random() < 0.25);
      const removed = touched.filter(() => random() < 0.4);
      const written = touched
        .filter((name) => !removed.includes(name))
        .map((name) => documentOf(name, random));
      for (const name of removed) documents.delete(name);
      for (const passages of written) documents.set(passages[0]?.document ?? '', passages);
      index = await index.after({ written, removed });
      if (random() < 0.5) index = await index.compacted();
      const anew = await rebuilt(documents);
      expect(answersOf(index)).toEqual(answersOf(anew));
      expect(index.passages).toEqual(anew.passages);
      expect(index.acronyms).toEqual(anew.acronyms);
    }
  },
);

it('leaves the version before as it was', async () => {
  const random = randomOf(1);
  const before = await LexicalIndex.of(['a', 'b'].flatMap((name) => documentOf(name, random)));
  const answers = answersOf(before);
  const after = await before.after({ written: [documentOf('b', random)], removed: ['a'] });
  await after.compacted();
  expect(answersOf(before)).toEqual(answers);
});

it('stops putting itself in order when it is told to', async () => {
  const documents = Array.from({ length: 400 }, (_, at) => documentOf(`d${at}`, randomOf(at)));
  let index = await LexicalIndex.of(documents.flat());
  index = await index.after({ written: documents.slice(0, 300), removed: [] });
  await expect(index.compacted(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});
