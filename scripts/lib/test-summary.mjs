import { stripVTControlCharacters } from 'node:util';

/**
 * Adds up what Vitest says at the end of each run in an output: "Tests  2 failed | 10 passed (12)".
 *
 * @param {string} output
 * @returns {{ passed: number, failed: number }}
 */
export function sumTests(output) {
  const lines = stripVTControlCharacters(output).match(/^\s*Tests\s{2}.*$/gm) ?? [];
  const count = (word) =>
    lines.reduce(
      (sum, line) => sum + Number(line.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0),
      0,
    );
  return { passed: count('passed'), failed: count('failed') };
}
