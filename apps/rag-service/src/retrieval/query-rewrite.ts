import { lettersJoined } from '../language/spoken-letters.js';
import { isContentWord, wordsOf } from '../language/terms.js';
import type { LexicalIndex } from './lexical-index.js';

const LONGEST_RUN = 4;
/** Below that a match is as likely to mislead as to help. */
const SURE_WORD = 0.7;
const SURE_RUN = 0.77;

/**
 * The question in words that the documents have, as far as they sound or look like it: "in crypt the disc" is
 * asked as "encrypt the disk". A model that knows what words mean knows nothing of how they are misheard.
 */
export function rewriteQuery(question: string, index: LexicalIndex): string {
  const asked = wordsOf(question);
  const words = lettersJoined(asked);
  const changed: string[] = [];
  for (let at = 0; at < words.length;) {
    const { word, length } = runAt(words, at, index) ?? {
      word: wordAt(words, at, index),
      length: 1,
    };
    changed.push(word);
    at += length;
  }
  const rewritten = changed.join(' ');
  return rewritten === asked.join(' ') ? question : rewritten;
}

function runAt(words: readonly string[], at: number, index: LexicalIndex) {
  for (let length = Math.min(LONGEST_RUN, words.length - at); length >= 2; length--) {
    const run = words.slice(at, at + length);
    const word = joined(run, index) ?? misheard(run, index);
    if (word) return { word, length };
  }
  return undefined;
}

function joined(run: readonly string[], index: LexicalIndex): string | undefined {
  const whole = run.join('');
  if (!index.hasWord(whole)) return undefined;
  return index.compounds.has(whole) || run.every(isContentWord) ? whole : undefined;
}

/** A small word at the start often has nothing to do with it: "a fishing" is not "phishing", but "a rives" is "arrives". */
function misheard(run: readonly string[], index: LexicalIndex): string | undefined {
  const [first = '', ...rest] = run;
  if (!run.some((word) => isContentWord(word) && !index.hasWord(word))) return undefined;
  const [guess] = index.phonetics.phoneticMatchesOfRun(run);
  const [without] = isContentWord(first) ? [] : index.phonetics.phoneticMatchesOfRun(rest);
  const sure = Math.max(SURE_RUN, without?.strength ?? 0);
  return guess && guess.strength > sure ? guess.word : undefined;
}

function wordAt(words: readonly string[], at: number, index: LexicalIndex): string {
  const word = words[at] ?? '';
  if (!isContentWord(word) || index.hasWord(word)) return word;
  const [guess] = index.phonetics.phoneticMatches(word);
  return guess && guess.strength >= SURE_WORD ? guess.word : word;
}
