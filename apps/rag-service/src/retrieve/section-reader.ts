import { acronymsOf } from '../language/acronyms.js';
import { compoundsOf, isContentWord, termOf, wordsOf } from '../language/terms.js';
import { PostingsBuilder } from './postings.js';
import { bodyOf, type Section } from './sections.js';

/** A word in the title or a heading says more about a section than one in its text. */
const FIELD_WEIGHTS = { title: 2.5, heading: 2, body: 1 };
/** Between title, heading and text, so that their words are not neighbours; no term has the number 0. */
const GAP = [0, 0];

/** Reads sections, in the order of their numbers, and collects what an index is made of. */
export class SectionReader {
  /** Acronyms that the documents explain, with their words. */
  readonly acronyms = new Map<string, string[]>();
  /** Words that the documents write with a hyphen, joined: "wifi". */
  readonly compounds = new Set<string>();
  readonly termByWord = new Map<string, string>();
  readonly numberByTerm = new Map<string, number>();
  /** Numbers of the terms of each section in reading order, and how many words its text has. */
  readonly texts: Uint32Array[] = [];
  readonly lengths: number[] = [];
  readonly postings = new PostingsBuilder();

  read(section: Section): void {
    const body = bodyOf(section);
    const fields = { title: section.passage.title, heading: section.heading, body };
    for (const [acronym, words] of acronymsOf(`${fields.title}\n${body}`))
      this.acronyms.set(acronym, words);
    const frequencies = new Map<string, number>();
    const text: number[] = [];
    for (const field of ['title', 'heading', 'body'] as const) {
      const words = this.wordsIn(fields[field]);
      if (field === 'body') this.lengths.push(words.length);
      for (const word of words) {
        const term = this.termFor(word);
        frequencies.set(term, (frequencies.get(term) ?? 0) + FIELD_WEIGHTS[field]);
        text.push(this.numberFor(term));
      }
      text.push(...GAP);
    }
    this.postings.add(this.texts.length, frequencies);
    this.texts.push(Uint32Array.from(text));
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
