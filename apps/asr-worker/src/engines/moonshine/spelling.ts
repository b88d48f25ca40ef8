import { plainWords } from '../sherpa/waveform.js';
import type { BiasWords } from './bias-words.js';

const JOINTS = /[-'’]/g;

/** Writes words as the documents do: "mail-box" as "mailbox" where they have that. */
export class Spelling {
  private readonly spellings = new Map<string, string>();

  constructor(words: BiasWords['weighted'] = []) {
    for (const [word] of words) {
      const key = word.replace(JOINTS, '');
      // of "wi-fi" and "wifi" the first that comes, the more frequent one
      if (!this.spellings.has(key)) this.spellings.set(key, word);
    }
  }

  /** Lower-case words without punctuation. */
  plain(text: string): string {
    return plainWords(text)
      .split(' ')
      .map((word) => (word.includes('-') ? this.joined(word) : word))
      .join(' ');
  }

  private joined(word: string): string {
    return this.spellings.get(word.replace(JOINTS, '')) ?? word;
  }
}
