import { termsIn, wordsOf } from '../language/terms.js';
import { passageText, type Passage } from '../passages/passage.js';
import type { Hit } from '../retrieval/hit.js';
import { isPromptInjection } from './prompt-injection.js';

const LEAST_GROUNDEDNESS = 0.6;

/**
 * The passage that supports a sentence: it holds every number and every name in it, and most of its words. What a document
 * says to take over supports nothing. Undefined when none does, and then the sentence must not be said.
 */
export function groundednessOf(sentence: string, hits: readonly Hit[]): Hit | undefined {
  const terms = [...termsIn(sentence)];
  const facts = [...numbersIn(sentence), ...namesIn(sentence)];
  if (terms.length === 0) return undefined;
  const rated = hits
    .map((hit) => ({ hit, text: quotable(hit.passage) }))
    .filter(({ text }) => isSubset(facts, new Set([...numbersIn(text), ...termsIn(text)])))
    .map(({ hit, text }) => ({ hit, share: shareOf(terms, termsIn(text)) }))
    .sort((a, b) => b.share - a.share);
  const [best] = rated;
  return best && best.share >= LEAST_GROUNDEDNESS ? best.hit : undefined;
}

function quotable({ title, blocks }: Passage): string {
  return `${title}\n${passageText({ blocks: blocks.filter((block) => !isPromptInjection(block)) })}`;
}

/** Terms of the words that are written with a capital letter though no sentence begins there. */
function namesIn(sentence: string): string[] {
  const names = sentence.match(/(?<=[\p{L}\p{N},;]\s+["“(]?)\p{Lu}[\p{L}\p{N}'’-]*/gu) ?? [];
  return [...termsIn(names.join(' '))];
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
