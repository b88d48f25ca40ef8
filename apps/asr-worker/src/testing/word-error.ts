import { canonicalWord } from '../stt/canonical-word.js';

/** The words of a text as the recogniser writes them. */
export function wordsOf(text: string): string[] {
  const words = text.toLowerCase().replace(/[^a-z0-9' -]/g, ' ');
  return words.split(/\s+/).filter(Boolean).map(canonicalWord);
}

/** Substitutions, insertions and deletions that turn one into the other (Levenshtein). */
export function wordErrors(expected: readonly string[], heard: readonly string[]): number {
  let previous = Array.from({ length: heard.length + 1 }, (_, at) => at);
  for (const [row, word] of expected.entries()) {
    const current = [row + 1];
    heard.forEach((other, at) =>
      current.push(
        Math.min(
          (previous[at + 1] ?? 0) + 1,
          (current[at] ?? 0) + 1,
          (previous[at] ?? 0) + (word === other ? 0 : 1),
        ),
      ),
    );
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
