import { plainWords } from '../../stt/plain-words.js';

const JOINTS = /[-'’]/g;
/** "v p n" and "bit locker": so many words may be one. */
const MOST_PARTS = 5;
/** Short words stand beside others by chance: "a loud" is not "aloud". */
const MIN_PART_CHARACTERS = 3;

/** Writes words as the documents do: "mail-box", "voice mail" and "v p n" as "mailbox", "voicemail" and "vpn". */
export class Spelling {
  /** By the same word without hyphens. */
  private readonly spellings = new Map<string, string>();

  /** @param words in small letters, that are rare in general English. */
  constructor(words: Iterable<string> = []) {
    for (const word of words) {
      const key = word.replace(JOINTS, '');
      // of "wi-fi" and "wifi" the first that comes, as the documents have it
      if (!this.spellings.has(key)) this.spellings.set(key, word);
    }
  }

  /** Lower-case words without punctuation. */
  plain(text: string): string {
    const words = plainWords(text).split(' ').filter(Boolean);
    const written: string[] = [];
    for (let at = 0; at < words.length;) {
      const { word, parts } = this.wordAt(words, at);
      written.push(word);
      at += parts;
    }
    return written.join(' ');
  }

  private wordAt(words: readonly string[], at: number): { word: string; parts: number } {
    for (let parts = Math.min(MOST_PARTS, words.length - at); parts > 1; parts--) {
      const candidates = words.slice(at, at + parts);
      const joined = candidates.join('');
      // a word that the documents write with a hyphen may be two words elsewhere
      if (canBeOne(candidates) && this.spellings.get(joined) === joined)
        return { word: joined, parts };
    }
    const word = words[at] ?? '';
    return { word: word.includes('-') ? this.unhyphenated(word) : word, parts: 1 };
  }

  private unhyphenated(word: string): string {
    return this.spellings.get(word.replace(JOINTS, '')) ?? word;
  }
}

function canBeOne(parts: readonly string[]): boolean {
  if (parts.every((part) => part.length === 1)) return true;
  return parts.length === 2 && parts.every((part) => part.length >= MIN_PART_CHARACTERS);
}
