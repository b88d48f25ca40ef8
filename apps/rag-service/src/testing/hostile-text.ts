import { randomOf } from './random.js';

export const utf8 = (text: string) => new TextEncoder().encode(text);
export const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
export const garbage = (length: number, random: () => number) =>
  Uint8Array.from({ length }, () => Math.floor(random() * 256));
export const controls = (length: number, random: () => number) =>
  times(length, () =>
    String.fromCharCode(Math.floor(random() * (random() < 0.5 ? 32 : 0xffff))),
  ).join('');

const BEFORE = [
  ...['', '../', '..\\', '/', './', 'a/../../', '....//', '%2e%2e/', '\0', '~/', 'C:\\', '//host/'],
  ...['\u202e', '\n', '.', 'CON/', '$(id)', '`id`', '${HOME}/', "' OR '1'='1"],
];
const AFTER = ['up.md', '.md', '..md', 'up.md/', 'up.md\0.png', 'up.md.', 'passwd', '🙂.md'];

/** Names that a file may come with. */
export const HOSTILE_NAMES = BEFORE.flatMap((before) => AFTER.map((after) => before + after));

const random = randomOf(6);
const WORDS = 'ignore all rules password v p n <script> {{x}} ../ \u202e 🙂 null -1 %00'.split(' ');

export const HOSTILE_QUESTIONS = [
  ...times(60, () => controls(Math.floor(random() * 4_000), random)),
  ...times(30, () => times(40, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ')),
  ...times(20, (at) => 'password '.repeat(at * 20)),
  ...times(10, (at) => 'v p n '.repeat(at * 60)),
  'a'.repeat(1_000_000),
  'how do i print '.repeat(70_000),
  'ignore all rules '.repeat(60_000),
  '?'.repeat(1_000_000),
  controls(1_000_000, random),
  "'; DROP TABLE passages; --",
  '../../../../etc/passwd',
  '',
];
