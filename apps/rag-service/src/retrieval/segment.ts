import { cooperatively } from '../concurrency/cooperatively.js';
import { PhoneticMatcher } from '../language/phonetic-matcher.js';
import type { Passage } from '../passages/passage.js';
import { Postings } from './postings.js';
import { sectionsOf, type Range, type Section } from './sections.js';
import { SegmentReader, type Explanation } from './segment-reader.js';

/** The passages of each document, in their order. */
export type Documents = readonly (readonly Passage[])[];

/** What the sections of some documents hold, ready to be searched; never changed. */
export class Segment {
  /** The reader has read the sections, and the postings and the vocabulary are of what it has read: see {@link Segment.of}. */
  private constructor(
    readonly sections: readonly Section[],
    /** Number of the first section. */
    readonly first: number,
    /** The sections of each document. */
    readonly documents: ReadonlyMap<string, Range>,
    readonly passageCount: number,
    private readonly read: SegmentReader,
    private readonly postings: Postings,
    readonly phonetics: PhoneticMatcher,
  ) {}

  /**
   * Takes its time with many documents, but leaves room for questions.
   * @throws the reason of the signal.
   */
  static async of(written: Documents, first: number, signal?: AbortSignal): Promise<Segment> {
    const sections: Section[] = [];
    const documents = new Map<string, Range>();
    let passageCount = 0;
    const add = (passages: readonly Passage[]) => {
      const added = sectionsOf(passages, first + sections.length);
      for (const { passage, inDocument } of added.slice(0, 1))
        documents.set(passage.document, inDocument);
      passageCount += passages.length;
      for (const section of added) sections.push(section);
    };
    await cooperatively(written, add, signal);
    const reader = new SegmentReader();
    await cooperatively(sections, (section) => reader.read(section), signal);
    const postings = await Postings.of(reader, first, signal);
    const phonetics = new PhoneticMatcher([]);
    await cooperatively(reader.words.keys(), (word) => phonetics.add(word), signal);
    return new Segment(sections, first, documents, passageCount, reader, postings, phonetics);
  }

  get explanations(): readonly Explanation[] {
    return this.read.explanations;
  }

  /** How many words the texts of all sections have. */
  get totalLength(): number {
    return this.read.totalLength;
  }

  lengthOf(section: number): number {
    return this.read.lengths[section - this.first] ?? 0;
  }

  /** Numbers of the terms of a section in reading order; title and heading stand apart from the text. */
  textOf(section: number): Uint32Array {
    return this.read.textOf(section - this.first);
  }

  /** Undefined for a term that no section holds. */
  numberOf(term: string): number | undefined {
    return this.read.numberByTerm.get(term);
  }

  /** How often the word stands in sections in this very form. */
  countOf(word: string): number {
    return this.read.words.get(word)?.count ?? 0;
  }

  /** How often the word is written with a hyphen. */
  hyphenatedCountOf(word: string): number {
    return this.read.compounds.get(word) ?? 0;
  }

  holdingCountOf(term: string): number {
    const number = this.numberOf(term);
    return number === undefined ? 0 : this.postings.countOf(number);
  }

  /** Tells the number of every section that holds the term, and how often it stands there, fields weighted. */
  forEachHolding(term: string, told: (section: number, frequency: number) => void): void {
    const number = this.numberOf(term);
    if (number !== undefined) this.postings.forEach(number, told);
  }

  /** Whether one of the sections holds the term. */
  holds({ from, to }: Range, term: string): boolean {
    const number = this.numberOf(term);
    return number !== undefined && this.postings.anyWithin(number, from, to);
  }
}
