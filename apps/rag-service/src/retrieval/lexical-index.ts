import {
  surestFirst,
  type PhoneticMatch,
  type PhoneticMatcher,
} from '../language/phonetic-matcher.js';
import { byDocument, byPlace, type Passage } from '../passages/passage.js';
import { LiveSegment, compacted } from './live-segment.js';
import type { Range, Section } from './sections.js';
import type { Documents, Segment } from './segment.js';

/** Saturation and length normalisation of BM25 (Robertson & Zaragoza 2009). */
const K1 = 1.2;
const B = 0.5;
/** What BM25 approaches for a term of one nat when a section consists of it. */
export const HIGHEST_BM25 = K1 + 1;
const NOTHING = new Uint32Array();

export interface DocumentsChange {
  /** New documents, and changed ones. */
  written: Documents;
  /** Names of documents to forget; unknown ones are passed over. */
  removed: readonly string[];
}

/**
 * A BM25F index of the sections of passages, in memory. It is never changed, only followed by another version.
 * LanceDB's own full-text index ranks, but does not tell which words of the question met and how rare
 * they are, and that is what a refusal is decided on.
 */
export class LexicalIndex {
  readonly passageCount: number;
  /** All sections have lower numbers. */
  readonly numbers: number;
  /** Acronyms that the documents explain, with their words. */
  readonly acronyms: ReadonlyMap<string, string[]>;
  /** Words that the documents write with a hyphen, joined: "wifi". */
  readonly compounds = {
    has: (word: string) => this.count((segment) => segment.hyphenatedCountOf(word)) > 0,
  };
  /** Words of the documents that other ones may be. */
  readonly phonetics: Pick<PhoneticMatcher, 'phoneticMatches' | 'phoneticMatchesOfRun'> = {
    phoneticMatches: (word) => this.phoneticMatches((phonetics) => phonetics.phoneticMatches(word)),
    phoneticMatchesOfRun: (run) =>
      this.phoneticMatches((phonetics) => phonetics.phoneticMatchesOfRun(run)),
  };
  private readonly size: number;
  private readonly meanLength: number;
  private inOrder: readonly Passage[] | undefined;

  private constructor(private readonly segments: readonly LiveSegment[]) {
    this.passageCount = this.count(({ passageCount }) => passageCount);
    this.numbers = segments.reduce((sum, { segment }) => sum + segment.sections.length, 0);
    this.acronyms = this.lastExplanations();
    this.size = this.count(({ sections }) => sections.length);
    this.meanLength = Math.max(1, this.count(({ totalLength }) => totalLength) / this.size);
  }

  static readonly EMPTY = new LexicalIndex([]);

  /** Takes its time with many passages, but leaves room for questions. */
  static of(passages: readonly Passage[]): Promise<LexicalIndex> {
    return LexicalIndex.EMPTY.after({ written: byDocument(passages), removed: [] });
  }

  /** The version that follows a change. Only the documents that it is about are read. */
  async after({ written, removed }: DocumentsChange): Promise<LexicalIndex> {
    const touched = [...written.map((passages) => passages[0]?.document ?? ''), ...removed];
    const left: LiveSegment[] = [];
    for (const segment of this.segments) left.push(await segment.without(touched));
    const added = written.length > 0 ? [await LiveSegment.of(written, this.numbers)] : [];
    return new LexicalIndex([...left, ...added]);
  }

  /**
   * The same in good order, so that many changes do not make it slow; itself when it is. That may take long.
   * @throws the reason of the signal.
   */
  async compacted(signal?: AbortSignal): Promise<LexicalIndex> {
    const segments = await compacted(this.segments, signal);
    return segments === this.segments ? this : new LexicalIndex(segments);
  }

  /** By document and position. */
  get passages(): readonly Passage[] {
    this.inOrder ??= this.segments.flatMap((segment) => segment.documents().flat()).sort(byPlace);
    return this.inOrder;
  }

  /** In their order; none when this version does not have the document. */
  passagesOf(document: string): Passage[] {
    return this.segments.flatMap((segment) => segment.passagesOf(document));
  }

  /** Undefined when its document is gone. */
  section(number: number): Section | undefined {
    const segment = this.segmentOf(number);
    return segment?.isGone(number)
      ? undefined
      : segment?.segment.sections[number - segment.segment.first];
  }

  /** Whether the documents hold the word in this very form. */
  hasWord(word: string): boolean {
    return this.count((segment) => segment.countOf(word)) > 0;
  }

  hasTerm(term: string): boolean {
    return this.holding(term) > 0;
  }

  /** How much a term tells, in nats; highest for one that no section holds. */
  idf(term: string): number {
    const holding = this.holding(term);
    return Math.log(1 + (this.size - holding + 0.5) / (holding + 0.5));
  }

  /** Lifts the score of every section that holds the term to `strength` times the term's BM25 there. */
  raise(scores: Float32Array, term: string, strength: number): void {
    const weight = strength * this.idf(term) * HIGHEST_BM25;
    for (const segment of this.segments)
      segment.segment.forEachHolding(term, (section, frequency) => {
        if (segment.isGone(section)) return;
        const norm = 1 - B + (B * segment.segment.lengthOf(section)) / this.meanLength;
        const score = (weight * frequency) / (frequency + K1 * norm);
        scores[section] = Math.max(scores[section] ?? 0, score);
      });
  }

  /** Whether one of the sections, all of one document, holds the term, in title, heading or text. */
  holds(range: Range, term: string): boolean {
    return this.segmentOf(range.from)?.segment.holds(range, term) ?? false;
  }

  /** Numbers of the sections of a passage; none when this version does not have it. */
  sectionsOf(passage: string): number[] {
    const document = passage.slice(0, passage.lastIndexOf('#'));
    const range = this.segments.map((segment) => segment.rangeOf(document)).find((found) => found);
    const { from, to } = range ?? { from: 0, to: 0 };
    const numbers = Array.from({ length: to - from }, (_, at) => from + at);
    return numbers.filter((number) => this.section(number)?.passage.id === passage);
  }

  /** Numbers of the terms of a section in reading order; title and heading stand apart from the text. */
  termsOf(section: number): Uint32Array {
    return this.segmentOf(section)?.segment.textOf(section) ?? NOTHING;
  }

  /** Number of a term among those of a section and its neighbours; undefined for a term that none of them holds. */
  numberOf(term: string, section: number): number | undefined {
    return this.segmentOf(section)?.segment.numberOf(term);
  }

  /** The order of two sections by document and place in it, whatever their numbers: negative when `a` comes first. */
  compare(a: number, b: number): number {
    const first = this.section(a)?.passage.document ?? '';
    const second = this.section(b)?.passage.document ?? '';
    if (first === second) return a - b;
    return first < second ? -1 : 1;
  }

  private holding(term: string): number {
    return this.count((segment) => segment.holdingCountOf(term));
  }

  private count(counted: (segment: Segment) => number): number {
    return this.segments.reduce((sum, segment) => sum + segment.count(counted), 0);
  }

  private segmentOf(section: number): LiveSegment | undefined {
    return this.segments.find((segment) => segment.hasNumber(section));
  }

  private phoneticMatches(at: (phonetics: PhoneticMatcher) => PhoneticMatch[]): PhoneticMatch[] {
    const all = this.segments.flatMap(({ segment }) => at(segment.phonetics));
    const unique = [...new Map(all.map((guess) => [guess.word, guess])).values()];
    return surestFirst(unique.filter(({ word }) => this.hasWord(word)));
  }

  /** Of several explanations of an acronym that of the last section counts. */
  private lastExplanations(): Map<string, string[]> {
    const last = new Map<string, { words: string[]; section: number }>();
    for (const segment of this.segments)
      for (const { acronym, words, at } of segment.segment.explanations) {
        const section = segment.segment.first + at;
        const other = last.get(acronym);
        if (!segment.isGone(section) && !(other && this.compare(section, other.section) < 0))
          last.set(acronym, { words, section });
      }
    return new Map([...last].map(([acronym, { words }]) => [acronym, words]));
  }
}
