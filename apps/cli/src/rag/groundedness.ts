import type { AnswerSentence } from './ask-question.js';

/** A table row is read out as a sentence, and that takes a few words which the table does not have. */
const SHARE_OF_WORDS = 0.7;
const SHORTEST_WORD = 4;

/**
 * Whether a sentence says what its citations say: every figure stands in the cited passages, and so do most of
 * its longer words. A judge of its own, simpler than and independent of the one that the answer was made with.
 */
export function isGrounded({ text, citations }: AnswerSentence): boolean {
  const passages = citations.map(({ title, passage }) => `${title} ${passage ?? ''}`);
  const known = new Set(wordsOf(passages.join(' ')));
  const said = wordsOf(text);
  const figures = said.filter((word) => /\d/.test(word));
  const words = said.filter((word) => word.length >= SHORTEST_WORD && !/\d/.test(word));
  const found = words.filter((word) => known.has(word));
  return (
    citations.length > 0 &&
    figures.every((figure) => known.has(figure)) &&
    found.length >= SHARE_OF_WORDS * words.length
  );
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
