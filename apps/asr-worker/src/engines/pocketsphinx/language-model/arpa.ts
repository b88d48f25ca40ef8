import { SENTENCE_END, SENTENCE_START, spelledOut } from './ngrams.js';
import type { Steps } from './slices.js';
import type { BackoffModel } from './witten-bell.js';

const BATCH = 5_000;
/** Written for what cannot be: a sentence does not start in its middle. */
const NEVER = '-99';

/** Writes a model in the ARPA format (log10 probabilities and backoff weights). */
export function* toArpa(model: BackoffModel): Steps<string> {
  const sections = [
    yield* unigramSection(model),
    yield* section(2, model.bigrams, model.words, model.bigramBackoff),
    yield* section(3, model.trigrams, model.words),
  ];
  return `${header(model)}\n${sections.join('\n')}\n\\end\\\n`;
}

function header({ unigrams, bigrams, trigrams }: BackoffModel): string {
  return `\\data\\\nngram 1=${unigrams.size + 1}\nngram 2=${bigrams.size}\nngram 3=${trigrams.size}\n`;
}

function* unigramSection({ words, unigrams, unigramBackoff }: BackoffModel): Steps<string> {
  const start = `${NEVER} ${SENTENCE_START} ${log10(unigramBackoff.get(0) ?? 1)}`;
  const rest = yield* section(1, unigrams, words, unigramBackoff);
  return rest.replace('\n', `\n${start}\n`);
}

function* section(
  order: 1 | 2 | 3,
  probabilities: ReadonlyMap<number, number>,
  words: readonly string[],
  backoff?: ReadonlyMap<number, number>,
): Steps<string> {
  const lines = [`\\${order}-grams:`];
  for (const [key, probability] of probabilities) {
    const ngram = spelledOut(key, order, words);
    const hasBackoff = backoff && !ngram.endsWith(SENTENCE_END);
    const tail = hasBackoff ? ` ${log10(backoff.get(key) ?? 1)}` : '';
    lines.push(`${log10(probability)} ${ngram}${tail}`);
    if (lines.length % BATCH === 0) yield;
  }
  return `${lines.join('\n')}\n`;
}

function log10(probability: number): string {
  return Math.log10(probability).toFixed(4);
}
