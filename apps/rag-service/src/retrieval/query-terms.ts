import { numbersInFigures } from '../language/number-words.js';
import type { PhoneticMatch } from '../language/phonetic-matcher.js';
import { synonymsOf } from '../language/synonyms.js';
import { lettersJoined } from '../language/spoken-letters.js';
import { isContentWord, termOf, wordsOf } from '../language/terms.js';
import type { LexicalIndex } from './lexical-index.js';

/** One way in which documents may say what a query term asks for. */
export interface TermVariant {
  /** A passage matches by the share of these that it holds. */
  terms: readonly string[];
  /** From 0 to 1: 1 for the very word, less for one that only sounds like it. */
  strength: number;
}

/** One thing a question asks for, with all the ways of saying it, surest first. */
export interface QueryTerm {
  variants: readonly TermVariant[];
  /** How much it tells, in nats of inverse document frequency. */
  weight: number;
  /** Less than 1 for what the question only leans on; `weight` has it already. */
  importance?: number;
}

/** The query term as something that counts less. */
export function withLessWeight(queryTerm: QueryTerm, importance: number): QueryTerm {
  return { ...queryTerm, weight: importance * queryTerm.weight, importance };
}

/** Whoever asks for more at once is not asking. */
const MOST_QUERY_TERMS = 32;
const LONGEST_JOIN = 4;
const MOST_MATCHES = 3;
const SYNONYM = 0.7;
const OTHER_FORM = 0.9;
const SURE_MATCH = 0.9;
const SURE_RUN = 0.77;
/** "How long", "how often": these ask for a kind of answer and need not stand in it. */
const MEASURES = new Set(['long', 'often', 'soon', 'fast', 'quickly', 'far', 'big', 'large']);

/**
 * Takes a question apart: stop words fall away, what a recogniser tore apart is joined ("v p n", "pass word",
 * "why fi"), acronyms meet their long forms, and an unknown word is taken for known ones that sound or look like it.
 */
export function queryTermsOf(question: string, index: LexicalIndex): QueryTerm[] {
  const words = wordsAsked(question);
  const queryTerms: QueryTerm[] = [];
  for (let at = 0; at < words.length;) {
    const run = longestRun(words, at, index);
    if (run) queryTerms.push(queryTerm(run.variants, index));
    else if (isContentWord(words[at] ?? ''))
      queryTerms.push(queryTerm(readingsOf(words[at] ?? '', index), index));
    at += run?.length ?? 1;
  }
  return unrepeated(queryTerms).slice(0, MOST_QUERY_TERMS);
}

function wordsAsked(question: string): string[] {
  const words = wordsOf(question).filter(
    (word, at, all) => !(all[at - 1] === 'how' && MEASURES.has(word)),
  );
  return numbersInFigures(lettersJoined(words));
}

interface Run {
  length: number;
  variants: TermVariant[];
}

function longestRun(words: readonly string[], at: number, index: LexicalIndex): Run | undefined {
  for (let length = LONGEST_JOIN; length >= 2; length--) {
    const run = words.slice(at, at + length);
    if (run.length < length) continue;
    const variants = spelledOut(run, index) ?? joined(run, index);
    if (variants) return { length, variants };
  }
  return undefined;
}

/** "multi factor authentication" where documents also write MFA. */
function spelledOut(run: readonly string[], index: LexicalIndex): TermVariant[] | undefined {
  const phrase = run.join(' ');
  const acronyms = [...index.acronyms].filter(([, words]) => words.join(' ') === phrase);
  if (acronyms.length === 0) return undefined;
  const short = acronyms.map(([acronym]) => ({ terms: [termOf(acronym)], strength: OTHER_FORM }));
  return [{ terms: contentTerms(run), strength: 1 }, ...short];
}

function joined(run: readonly string[], index: LexicalIndex): TermVariant[] | undefined {
  const whole = run.join('');
  const parts = contentTerms(run);
  const apart = parts.length > 0 ? [{ terms: parts, strength: OTHER_FORM }] : [];
  if (mayJoin(run, whole, index)) return [...readingsOf(whole, index), ...apart];
  const phoneticMatches = variantsMisheardAs(run, parts, index);
  if (phoneticMatches.length === 0) return undefined;
  // words that all stand in the documents were most likely meant
  return isKnown(run, index)
    ? [{ terms: parts, strength: 1 }, ...phoneticMatches]
    : [...phoneticMatches, ...apart];
}

/** One word for which a recogniser may have written this run: "call league" for "colleague". */
function variantsMisheardAs(
  run: readonly string[],
  parts: readonly string[],
  index: LexicalIndex,
): TermVariant[] {
  if (parts.length === 0) return [];
  const least = parts.length === run.length && !isKnown(run, index) ? 0 : SURE_RUN;
  return phoneticMatchesOfRun(run, index).filter(
    ({ terms, strength }) => strength >= least && !terms.some((term) => parts.includes(term)),
  );
}

/** Whether the documents hold every informative word. */
function isKnown(words: readonly string[], index: LexicalIndex): boolean {
  return words.filter(isContentWord).every((word) => index.hasWord(word));
}

/** "a way" is not "away", but "v p n", "pass word" and "out of office" are one word in documents that write them so. */
function mayJoin(run: readonly string[], whole: string, index: LexicalIndex): boolean {
  if (!index.hasWord(whole)) return false;
  const letters = run.every((word) => word.length === 1);
  return letters || index.compounds.has(whole) || run.every(isContentWord);
}

function readingsOf(word: string, index: LexicalIndex): TermVariant[] {
  const term = termOf(word);
  const expansion = index.acronyms.get(word);
  const synonyms = [...synonymsOf(term)].filter((other) => index.hasTerm(other));
  const known = [
    ...(index.hasTerm(term) ? [{ terms: [term], strength: 1 }] : []),
    ...(expansion ? [{ terms: contentTerms(expansion), strength: OTHER_FORM }] : []),
    ...synonyms.map((other) => ({ terms: [other], strength: SYNONYM })),
  ];
  const phoneticMatches = index.hasWord(word) ? [] : variantsHeardAs(word, index);
  if (known.length > 0)
    return [...known, ...phoneticMatches.filter(({ strength }) => strength >= SURE_MATCH)];
  const ways = [...tornApart(word, index), ...phoneticMatches];
  return ways.length > 0 ? ways : [{ terms: [term], strength: 1 }];
}

/** "voicemail" where documents write "voice mail". */
function tornApart(word: string, index: LexicalIndex): TermVariant[] {
  for (let cut = 3; cut <= word.length - 3; cut++) {
    const parts = [word.slice(0, cut), word.slice(cut)];
    if (parts.every((part) => isContentWord(part) && index.hasWord(part)))
      return [{ terms: parts.map(termOf), strength: OTHER_FORM }];
  }
  return [];
}

function variantsHeardAs(word: string, index: LexicalIndex): TermVariant[] {
  return index.phonetics.phoneticMatches(word).slice(0, MOST_MATCHES).map(toVariant);
}

function phoneticMatchesOfRun(run: readonly string[], index: LexicalIndex): TermVariant[] {
  return index.phonetics.phoneticMatchesOfRun(run).slice(0, MOST_MATCHES).map(toVariant);
}

function toVariant({ word, strength }: PhoneticMatch): TermVariant {
  return { terms: [termOf(word)], strength };
}

function contentTerms(words: readonly string[]): string[] {
  return words.filter(isContentWord).map(termOf);
}

/**
 * Of several sure readings the commonest tells how usual it is to speak of the thing.
 * The less sure the best one is, the more the query term weighs like a word that no document holds.
 */
function queryTerm(variants: readonly TermVariant[], index: LexicalIndex): QueryTerm {
  const strength = variants[0]?.strength ?? 0;
  const sure = variants.filter((each) => each.strength >= Math.min(strength, OTHER_FORM));
  const known = Math.min(
    ...sure.map(({ terms }) => Math.max(...terms.map((term) => index.idf(term)))),
  );
  return { variants, weight: strength * known + (1 - strength) * index.idf('') };
}

function unrepeated(queryTerms: readonly QueryTerm[]): QueryTerm[] {
  const byMeaning = new Map(queryTerms.map((each) => [JSON.stringify(each.variants), each]));
  return [...byMeaning.values()];
}
