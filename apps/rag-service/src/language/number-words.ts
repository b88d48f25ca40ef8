const UNITS = words(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
);
const TENS = words('- - twenty thirty forty fifty sixty seventy eighty ninety');
const VALUES = new Map([
  ...UNITS.map((word, value) => [word, value] as const),
  ...TENS.map((word, tens) => [word, 10 * tens] as const),
]);
const SCALES = new Map([
  ['hundred', 100],
  ['thousand', 1_000],
  ['million', 1_000_000],
]);

/** Writes numbers of several words in figures, as documents do: "nine hundred people" becomes "900 people". */
export function numbersInFigures(said: readonly string[]): string[] {
  const written: string[] = [];
  for (let at = 0; at < said.length;) {
    const { value, length } = numberAt(said, at);
    written.push(length > 1 ? String(value) : (said[at] ?? ''));
    at += Math.max(1, length);
  }
  return written;
}

/** The figures of a number of one word, or the word itself. */
export function inFigures(word: string): string {
  const value = VALUES.get(word) ?? SCALES.get(word);
  return value === undefined ? word : String(value);
}

/** The number that begins at a place, and of how many words it is. */
function numberAt(said: readonly string[], from: number): { value: number; length: number } {
  let thousands = 0;
  let value = 0;
  let last = Infinity;
  let at = from;
  for (; at < said.length; at++) {
    const calibration = SCALES.get(said[at] ?? '');
    const next = VALUES.get(said[at] ?? '');
    if (calibration === 100 && value > 0) value *= calibration;
    else if (calibration !== undefined && value > 0) {
      thousands += value * calibration;
      value = 0;
    } else if (next !== undefined && fits(next, last)) value += next;
    else break;
    last = calibration ?? next ?? 0;
  }
  return { value: thousands + value, length: at - from };
}

/** "Twenty five" and "hundred five" are one number, "five twenty" is two. */
function fits(next: number, last: number): boolean {
  return last >= 100 || (last >= 20 && next < 10);
}

function words(list: string): string[] {
  return list.split(' ');
}
