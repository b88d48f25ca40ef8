import { inTurns } from '../in-turns.js';
import { Mishearing } from '../language/mishearing.js';
import type { Passage } from '../passages/passage.js';
import { anyWithin, type Postings } from './postings.js';
import { SectionReader } from './section-reader.js';
import { sectionsOf, type Range, type Section } from './sections.js';

/** Saturation and length normalisation of BM25 (Robertson & Zaragoza 2009). */
const K1 = 1.2;
const B = 0.5;
/** What BM25 approaches for a term of one nat when a section consists of it. */
export const HIGHEST_BM25 = K1 + 1;
const NOTHING = new Uint32Array();

/**
 * A BM25F index of the sections of passages, in memory.
 * LanceDB's own full-text index ranks, but does not tell which words of the question met and how rare
 * they are, and that is what a refusal is decided on.
 */
export class LexicalIndex {
  /** Acronyms that the documents explain, with their words. */
  readonly acronyms: ReadonlyMap<string, string[]>;
  /** Words that the documents write with a hyphen, joined: "wifi". */
  readonly compounds: ReadonlySet<string>;
  readonly mishearing: Mishearing;
  private readonly rangeByPassage: ReadonlyMap<string, Range>;
  private readonly postings: Map<string, Postings>;
  private readonly meanLength: number;

  /** The reader has read the sections, and those are of the passages: see {@link LexicalIndex.of}. */
  private constructor(
    readonly passages: readonly Passage[],
    readonly sections: readonly Section[],
    private readonly read: SectionReader,
  ) {
    this.acronyms = read.acronyms;
    this.compounds = read.compounds;
    this.postings = read.postings.finish();
    const words = read.lengths.reduce((sum, each) => sum + each, 0);
    this.meanLength = Math.max(1, words / read.lengths.length);
    this.mishearing = new Mishearing(read.termByWord.keys());
    const ranges = sections.map(({ passage, inPassage }) => [passage.id, inPassage] as const);
    this.rangeByPassage = new Map(ranges);
  }

  static readonly EMPTY = new LexicalIndex([], [], new SectionReader());

  /** Takes its time with many passages, but leaves room for questions. */
  static async of(passages: readonly Passage[]): Promise<LexicalIndex> {
    const sections = sectionsOf(passages);
    const reader = new SectionReader();
    await inTurns(sections, (section) => reader.read(section));
    return new LexicalIndex(passages, sections, reader);
  }

  /** Whether the documents hold the word in this very form. */
  hasWord(word: string): boolean {
    return this.read.termByWord.has(word);
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
      const norm = 1 - B + (B * (this.read.lengths[section] ?? 0)) / this.meanLength;
      const score = (weight * frequency) / (frequency + K1 * norm);
      scores[section] = Math.max(scores[section] ?? 0, score);
    });
  }

  /** Whether one of the sections holds the term, in title, heading or text. */
  holds({ from, to }: Range, term: string): boolean {
    const postings = this.postings.get(term);
    return postings !== undefined && anyWithin(postings.sections, from, to);
  }

  /** Numbers of the sections of a passage; none when this version does not have it. */
  sectionsOf(passage: string): number[] {
    const { from, to } = this.rangeByPassage.get(passage) ?? { from: 0, to: 0 };
    return Array.from({ length: to - from }, (_, at) => from + at);
  }

  /** Numbers of the terms of a section in reading order; title and heading stand apart from the text. */
  termsOf(section: number): Uint32Array {
    return this.read.texts[section] ?? NOTHING;
  }

  /** Undefined for a term that no section holds. */
  numberOf(term: string): number | undefined {
    return this.read.numberByTerm.get(term);
  }
}
