import { acronymsOf } from '../language/acronyms.js';
import { Mishearing } from '../language/mishearing.js';
import { compoundsOf, isContentWord, termOf, wordsOf } from '../language/terms.js';
import type { Passage } from '../passages/passage.js';
import { anyWithin, PostingsBuilder, type Postings } from './postings.js';
import { bodyOf, sectionsOf, type Range, type Section } from './sections.js';

/** A word in the title or a heading says more about a section than one in its text. */
const FIELD_WEIGHTS = { title: 2.5, heading: 2, body: 1 };
/** Saturation and length normalisation of BM25 (Robertson & Zaragoza 2009). */
const K1 = 1.2;
const B = 0.5;
/** What BM25 approaches for a term of one nat when a section consists of it. */
export const HIGHEST_BM25 = K1 + 1;
const NOTHING = new Uint32Array();
/** Between title, heading and text, so that their words are not neighbours; no term has the number 0. */
const GAP = [0, 0];

/**
 * A BM25F index of the sections of passages, in memory.
 * LanceDB's own full-text index ranks, but does not tell which words of the question met and how rare
 * they are, and that is what a refusal is decided on.
 */
export class LexicalIndex {
  readonly sections: readonly Section[];
  /** Acronyms that the documents explain, with their words. */
  readonly acronyms = new Map<string, string[]>();
  /** Words that the documents write with a hyphen, joined: "wifi". */
  readonly compounds = new Set<string>();
  readonly mishearing: Mishearing;
  private readonly termByWord = new Map<string, string>();
  private readonly numberByTerm = new Map<string, number>();
  private readonly texts: Uint32Array[] = [];
  private readonly postings: Map<string, Postings>;
  private readonly lengths: Float32Array;
  private readonly meanLength: number;

  constructor(readonly passages: readonly Passage[]) {
    this.sections = sectionsOf(passages);
    this.lengths = new Float32Array(this.sections.length);
    const builder = new PostingsBuilder();
    this.sections.forEach((section, number) => builder.add(number, this.read(section, number)));
    this.postings = builder.finish();
    this.meanLength = Math.max(
      1,
      this.lengths.reduce((sum, each) => sum + each, 0) / this.lengths.length,
    );
    this.mishearing = new Mishearing(this.termByWord.keys());
  }

  /** Whether the documents hold the word in this very form. */
  hasWord(word: string): boolean {
    return this.termByWord.has(word);
  }

  hasTerm(term: string): boolean {
    return this.postings.has(term);
  }

  /** How much a term tells, in nats; highest for one that no section holds. */
  idf(term: string): number {
    const holding = this.postings.get(term)?.sections.length ?? 0;
    return Math.log(1 + (this.sections.length - holding + 0.5) / (holding + 0.5));
  }

  /** Lifts the score of every section that holds the term to `strength` times the term's BM25 there. */
  raise(scores: Float32Array, term: string, strength: number): void {
    const postings = this.postings.get(term);
    if (!postings) return;
    const weight = strength * this.idf(term) * HIGHEST_BM25;
    postings.sections.forEach((section, at) => {
      const frequency = postings.frequencies[at] ?? 0;
      const norm = 1 - B + (B * (this.lengths[section] ?? 0)) / this.meanLength;
      const score = (weight * frequency) / (frequency + K1 * norm);
      scores[section] = Math.max(scores[section] ?? 0, score);
    });
  }

  /** Whether one of the sections holds the term, in title, heading or text. */
  holds({ from, to }: Range, term: string): boolean {
    const postings = this.postings.get(term);
    return postings !== undefined && anyWithin(postings.sections, from, to);
  }

  /** Numbers of the terms of a section in reading order; title and heading stand apart from the text. */
  termsOf(section: number): Uint32Array {
    return this.texts[section] ?? NOTHING;
  }

  /** Undefined for a term that no section holds. */
  numberOf(term: string): number | undefined {
    return this.numberByTerm.get(term);
  }

  private read(section: Section, number: number): Map<string, number> {
    const body = bodyOf(section);
    const fields = { title: section.passage.title, heading: section.heading, body };
    for (const [acronym, words] of acronymsOf(`${fields.title}\n${body}`))
      this.acronyms.set(acronym, words);
    const frequencies = new Map<string, number>();
    const text: number[] = [];
    for (const field of ['title', 'heading', 'body'] as const) {
      const words = this.wordsIn(fields[field]);
      if (field === 'body') this.lengths[number] = words.length;
      for (const word of words) {
        const term = this.termFor(word);
        frequencies.set(term, (frequencies.get(term) ?? 0) + FIELD_WEIGHTS[field]);
        text.push(this.numberFor(term));
      }
      text.push(...GAP);
    }
    this.texts.push(Uint32Array.from(text));
    return frequencies;
  }

  private wordsIn(text: string): string[] {
    const compounds = compoundsOf(text);
    compounds.forEach((compound) => this.compounds.add(compound));
    return [...wordsOf(text), ...compounds].filter(isContentWord);
  }

  private numberFor(term: string): number {
    const known = this.numberByTerm.get(term);
    if (known !== undefined) return known;
    const next = this.numberByTerm.size + 1;
    this.numberByTerm.set(term, next);
    return next;
  }

  private termFor(word: string): string {
    const known = this.termByWord.get(word);
    if (known !== undefined) return known;
    const term = termOf(word);
    this.termByWord.set(word, term);
    return term;
  }
}
