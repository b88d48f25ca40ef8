import { lexiconEntry } from './lexicon.js';
import { pronounce, spellDigits } from './pronunciation.js';

/** One word as it is shown, and as Flite is to read it (nothing where it has no sound of its own). */
export interface SpokenWord {
  readonly written: string;
  readonly spoken: string;
}

/** Behind these, figures are read one by one: "extension 4 0 0 0". */
const DIAL_CUES = new Set([
  'extension',
  'ext',
  'ext.',
  'dial',
  'call',
  'phone',
  'telephone',
  'number',
]);

/** Prepares text for the voice, word by word. What is spoken is plain ASCII: letters, digits, `' . , ; : ? !`. */
export function spokenWords(text: string): SpokenWord[] {
  const written = text.split(/\s+/).filter(Boolean);
  return written.map((word, index) => ({
    written: word,
    spoken: say(written, index, plain(word)),
  }));
}

/** The words as one line for the voice. */
export function spokenText(words: readonly SpokenWord[]): string {
  return words
    .map(({ spoken }) => spoken)
    .filter(Boolean)
    .join(' ');
}

function say(words: readonly string[], index: number, word: string): string {
  const [, core = '', tail = ''] = /^[("'[{*`<]*(.*?)([)"'\]}*`>.,;:?!]*)$/.exec(word) ?? [];
  const abbreviation = tail.startsWith('.') ? lexiconEntry(`${core}.`) : undefined;
  if (abbreviation) return abbreviation + pauseOf(tail.slice(1));
  const spoken = isDialled(words, index, core)
    ? spellDigits(core)
    : pronounceBefore(words[index + 1], core);
  if (!/[A-Za-z\d]/.test(spoken)) return '';
  return spoken + pauseOf(tail);
}

function pauseOf(punctuation: string): string {
  return /[.,;:?!]/.exec(punctuation)?.[0] ?? '';
}

function isDialled(words: readonly string[], index: number, core: string): boolean {
  if (!/^\d+$/.test(core)) return false;
  const previous = words[index - 1]?.toLowerCase() ?? '';
  if (DIAL_CUES.has(previous)) return true;
  // the number goes on: "01632 96"
  return /^\d+$/.test(previous) && (previous.length > 4 || isDialled(words, index - 1, previous));
}

/** "9:00 am" is not "nine o'clock A M". */
function pronounceBefore(next: string | undefined, core: string): string {
  const followedByHalf = /^[ap]\.?m\b/i.test(next ?? '');
  return pronounce(core).replace(followedByHalf ? " o'clock" : '', '');
}

function plain(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[‘’]/g, "'")
    .replace(/[“”„]/g, '"')
    .replace(/[—]/g, '–')
    .replace(/[^\x21-\x7e–€£]/g, '');
}
