import type { CorpusDocument } from '../../corpus/corpus-document.js';
import type { Tokenizer } from './tokenizer.js';

const WORD = /\p{L}[\p{L}\p{N}]*(?:[-'’][\p{L}\p{N}]+)*/gu;
/** Nats a character, tuned on the bundled questions and on speech that has nothing to do with the documents. */
const RARE_NATS = 0.4;
const FREQUENT_NATS = 0.25;
/** Shorter words are heard in everything. */
const MIN_RARE_CHARACTERS = 3;
const MIN_FREQUENT_CHARACTERS = 4;
/** A frequent word that the documents hold once says nothing about them. */
const MIN_FREQUENT_COUNT = 2;

export interface BiasWords {
  /** Words to listen for, in small letters, and the nats that each of their characters is worth. */
  readonly weighted: readonly (readonly [word: string, natsPerCharacter: number])[];
  /** Those of them that are rare in general English. */
  readonly rare: readonly string[];
}

/**
 * Words of the documents to listen for. Rare in general English are those for which the vocabulary, learned from
 * general text, has no token of their own: acronyms, names and compounds are among them.
 */
export function biasWords(
  documents: readonly CorpusDocument[],
  tokenizer: Pick<Tokenizer, 'isFrequent'>,
): BiasWords {
  const counts = countWords(documents);
  const rare: string[] = [];
  const frequent: string[] = [];
  for (const [word, count] of counts) {
    if (!tokenizer.isFrequent(word)) {
      if (word.length >= MIN_RARE_CHARACTERS) rare.push(word);
    } else if (word.length >= MIN_FREQUENT_CHARACTERS && count >= MIN_FREQUENT_COUNT)
      frequent.push(word);
  }
  const weighted = [
    ...rare.map((word) => [word, RARE_NATS] as const),
    ...frequent.map((word) => [word, FREQUENT_NATS] as const),
  ];
  return { weighted, rare };
}

function countWords(documents: readonly CorpusDocument[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { title, text } of documents)
    for (const [match] of `${title}\n${text}`.matchAll(WORD)) {
      const word = match.toLowerCase();
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  return counts;
}
