import { readFile } from 'node:fs/promises';
import { runInSlices, runSteps, type Steps } from './slices.js';

const LINES_AT_ONCE = 2_000;

/** Pronunciations of known words, in the phones of the acoustic model. */
export class Lexicon {
  private constructor(private readonly entries: ReadonlyMap<string, string[]>) {}

  /** Reads a dictionary in CMU format: `word PH ONES`, further pronunciations as `word(2) ...`. */
  static parse(dictionary: string): Lexicon {
    return runSteps(Lexicon.steps(dictionary));
  }

  static async read(path: string): Promise<Lexicon> {
    return runInSlices(Lexicon.steps(await readFile(path, 'utf8')));
  }

  private static *steps(dictionary: string): Steps<Lexicon> {
    const entries = new Map<string, string[]>();
    for (const [at, line] of dictionary.split('\n').entries()) {
      addEntry(entries, line);
      if (at % LINES_AT_ONCE === 0) yield;
    }
    return new Lexicon(entries);
  }

  has(word: string): boolean {
    return this.entries.has(word);
  }

  pronunciationsOf(word: string): readonly string[] {
    return this.entries.get(word) ?? [];
  }
}

function addEntry(entries: Map<string, string[]>, line: string): void {
  const [, word, phones] = /^(\S+?)(?:\(\d+\))?\s+(.+?)\s*$/.exec(line) ?? [];
  if (!word || !phones) return;
  const known = entries.get(word);
  if (known) known.push(phones);
  else entries.set(word, [phones]);
}
