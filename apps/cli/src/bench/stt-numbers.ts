const listed = (words: string, from: number, step = 1): [string, number][] =>
  words.split(' ').map((word, at) => [word, from + at * step]);

const CARDINALS: ReadonlyMap<string, number> = new Map([
  ...listed('zero one two three four five six seven eight nine ten eleven twelve thirteen', 0),
  ...listed('fourteen fifteen sixteen seventeen eighteen nineteen', 14),
  ...listed('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10),
]);
const ORDINALS: ReadonlyMap<string, number> = new Map([
  ...listed('first second third fourth fifth sixth seventh eighth ninth tenth eleventh', 1),
  ...listed('twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth', 12),
  ...listed('nineteenth', 19),
  ...listed(
    'twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth',
    20,
    10,
  ),
]);
const SCALES: ReadonlyMap<string, number> = new Map([
  ['thousand', 1_000],
  ['million', 1_000_000],
]);

/**
 * Number words as digits, lower-case words without punctuation. Numbers that stand side by side become one word, since
 * "twenty twenty four", "20 24" and "2024" are the same.
 */
export function withDigits(words: readonly string[]): string[] {
  const written: string[] = [];
  for (let at = 0; at < words.length;) {
    const run = numberRun(words, at);
    written.push(run.length > 0 ? digitsOf(run) : (words[at] as string));
    at += Math.max(1, run.length);
  }
  return written;
}

/** The words from here on that make up a number. An ordinal ends it. */
function numberRun(words: readonly string[], start: number): string[] {
  const run: string[] = [];
  for (let at = start; at < words.length; at++) {
    const word = words[at] as string;
    const isPart = isCardinal(word) || isAndWithin(words, at) || isOrdinalAfter(run, word);
    if (!isPart) break;
    run.push(word);
    if (ORDINALS.has(word)) break;
  }
  return run;
}

function isCardinal(word = ''): boolean {
  return /^\d+$/.test(word) || CARDINALS.has(word) || word === 'hundred' || SCALES.has(word);
}

function isAndWithin(words: readonly string[], at: number): boolean {
  const before = words[at - 1] ?? '';
  const follows = before === 'hundred' || SCALES.has(before);
  return words[at] === 'and' && follows && CARDINALS.has(words[at + 1] ?? '');
}

/** "First" is a number, and so is "twenty first"; of "one second" only the "one" is. */
function isOrdinalAfter(run: readonly string[], word: string): boolean {
  const ordinal = ORDINALS.get(word);
  if (ordinal === undefined) return false;
  const before = CARDINALS.get(run.at(-1) ?? '') ?? 0;
  return run.length === 0 || (before >= 20 && ordinal < 10);
}

function digitsOf(run: readonly string[]): string {
  const numbers = new NumberReader();
  for (const [at, word] of run.entries()) {
    const scale = SCALES.get(word) ?? (word === 'hundred' ? 100 : undefined);
    const isScaled = SCALES.has(run[at + 1] ?? '') || run[at + 1] === 'hundred';
    if (scale) numbers.times(scale);
    else if (/^\d/.test(word) && !isScaled) numbers.literal(word);
    else if (word !== 'and') numbers.add(CARDINALS.get(word) ?? ORDINALS.get(word) ?? Number(word));
  }
  const digits = numbers.digits();
  return ORDINALS.has(run.at(-1) ?? '') ? digits + ordinalEnding(digits) : digits;
}

/** Puts the words of numbers together: "twenty twenty four" has 20 and 24, "two thousand twenty four" is 2024. */
class NumberReader {
  private readonly parts: string[] = [];
  private thousands: number | undefined;
  private below: number | undefined;

  add(value: number): void {
    if (!this.isContinuedBy(value)) this.finish();
    this.below = (this.below ?? 0) + value;
  }

  times(scale: number): void {
    const scaled = (this.below ?? 1) * scale;
    if (scale === 100) this.below = scaled;
    else [this.thousands, this.below] = [(this.thousands ?? 0) + scaled, undefined];
  }

  literal(digits: string): void {
    this.finish();
    this.parts.push(digits);
  }

  digits(): string {
    this.finish();
    return this.parts.join('');
  }

  private isContinuedBy(value: number): boolean {
    const { below } = this;
    if (below === undefined) return true;
    if (below > 0 && below % 100 === 0) return value < 100;
    return below >= 20 && below % 10 === 0 && value > 0 && value < 10;
  }

  private finish(): void {
    const { thousands, below } = this;
    if (thousands !== undefined || below !== undefined)
      this.parts.push(String((thousands ?? 0) + (below ?? 0)));
    [this.thousands, this.below] = [undefined, undefined];
  }
}

function ordinalEnding(digits: string): string {
  if (/1[123]$/.test(digits)) return 'th';
  return ['th', 'st', 'nd', 'rd'][Number(digits.at(-1))] ?? 'th';
}
