import { termsIn, wordsOf } from '../language/terms.js';
import { passageText } from '../passages/passage.js';
import type { Hit } from '../retrieve/retriever.js';

const LEAST_SUPPORT = 0.6;

/**
 * The passage that supports a sentence: it holds every number in it, and most of its words.
 * Undefined when none does, and then the sentence must not be said.
 */
export function supportOf(sentence: string, hits: readonly Hit[]): Hit | undefined {
  const terms = [...termsIn(sentence)];
  const numbers = numbersIn(sentence);
  if (terms.length === 0) return undefined;
  const rated = hits
    .map((hit) => ({ hit, text: `${hit.passage.title}\n${passageText(hit.passage)}` }))
    .filter(({ text }) => isSubset(numbers, new Set(numbersIn(text))))
    .map(({ hit, text }) => ({ hit, share: shareOf(terms, termsIn(text)) }))
    .sort((a, b) => b.share - a.share);
  const [best] = rated;
  return best && best.share >= LEAST_SUPPORT ? best.hit : undefined;
}

function numbersIn(text: string): string[] {
  return wordsOf(text).filter((word) => /\d/.test(word));
}

function isSubset(items: readonly string[], of: ReadonlySet<string>): boolean {
  return items.every((item) => of.has(item));
}

function shareOf(terms: readonly string[], held: ReadonlySet<string>): number {
  return terms.filter((term) => held.has(term)).length / terms.length;
}
