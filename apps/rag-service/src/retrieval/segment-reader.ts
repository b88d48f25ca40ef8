import { acronymsOf } from '../language/acronyms.js';
import { compoundsOf, isContentWord, termOf, wordsOf } from '../language/terms.js';
import { PackedLists } from './packed-lists.js';
import type { IndexedTexts } from './postings.js';
import { bodyOf, type Section } from './sections.js';

/** A word in the title or a heading says more about a section than one in its text. */
const FIELDS = ['title', 'heading', 'body'] as const;
const FIELD_WEIGHTS = [2.5, 2, 1];
/** Between title, heading and text, so that their words are not neighbours; no term has the number 0. */
const GAP = 0;

/** A word in the form in which sections write it. */
export interface Word {
  /** Number of its term. */
  term: number;
  /** How often sections hold it. */
  count: number;
}

/** An acronym with the words that a section says it stands for. */
export interface Explanation {
  acronym: string;
  words: string[];
  /** Of the section among those that were read. */
  at: number;
}

/** Reads sections, in the order of their numbers, and collects what a segment is made of. */
export class SegmentReader implements IndexedTexts {
  readonly explanations: Explanation[] = [];
  /** Words that the documents write with a hyphen, joined ("wifi"), and how often. */
  readonly compounds = new Map<string, number>();
  readonly words = new Map<string, Word>();
  readonly numberByTerm = new Map<string, number>();
  /** How many words the text of each section has, and of all. */
  readonly lengths: number[] = [];
  totalLength = 0;
  private readonly texts = new PackedLists();

  get size(): number {
    return this.lengths.length;
  }

  get terms(): number {
    return this.numberByTerm.size;
  }

  read(section: Section): void {
    const body = bodyOf(section);
    const fields = { title: section.passage.title, heading: section.heading, body };
    for (const [acronym, words] of acronymsOf(`${fields.title}\n${body}`))
      this.explanations.push({ acronym, words, at: this.size });
    const text: number[] = [];
    let length = 0;
    for (const field of FIELDS) {
      const words = this.wordsIn(fields[field]);
      length = words.length;
      for (const word of words) text.push(this.numberFor(word));
      text.push(GAP, GAP);
    }
    this.texts.add(text);
    this.lengths.push(length); // of the body, which is the last field
    this.totalLength += length;
  }

  /** Numbers of the terms of a section in reading order, gaps after each field. */
  textOf(at: number): Uint32Array {
    return this.texts.at(at);
  }

  frequenciesOf(at: number): ReadonlyMap<number, number> {
    const frequencies = new Map<number, number>();
    let gaps = 0;
    for (const term of this.textOf(at)) {
      if (term === GAP) gaps++;
      else frequencies.set(term, (frequencies.get(term) ?? 0) + (FIELD_WEIGHTS[gaps >> 1] ?? 0));
    }
    return frequencies;
  }

  private wordsIn(text: string): string[] {
    const compounds = compoundsOf(text);
    for (const compound of compounds)
      this.compounds.set(compound, (this.compounds.get(compound) ?? 0) + 1);
    return [...wordsOf(text), ...compounds].filter(isContentWord);
  }

  private numberFor(word: string): number {
    const known = this.words.get(word) ?? { term: this.numberOfTerm(termOf(word)), count: 0 };
    if (known.count === 0) this.words.set(alone(word), known);
    known.count++;
    return known.term;
  }

  private numberOfTerm(term: string): number {
    const number = this.numberByTerm.get(term) ?? this.numberByTerm.size + 1;
    if (number > this.numberByTerm.size) this.numberByTerm.set(alone(term), number);
    return number;
  }
}

/** A copy: a word cut out of a text keeps the whole text in memory. */
function alone(word: string): string {
  return Buffer.from(word).toString();
}
