/** Says another text, or a part of this one. */
export type Say = (text: string) => string;
/** A match with the groups that are absent as empty strings. */
export type Groups = readonly [all: string, ...groups: string[]];

/** A pattern and what is said for it; nothing, when it is something else after all. */
export interface Rule {
  readonly pattern: RegExp;
  speak(groups: Groups, say: Say): string | undefined;
}

/** For what ends where a word or number ends. */
export function rule(pattern: RegExp | string, speak: Rule['speak']): Rule {
  return prefixRule(new RegExp(`(?:${sourceOf(pattern)})(?![A-Za-z\\d])`, flagsOf(pattern)), speak);
}

/** For what may be followed by anything. */
export function prefixRule(pattern: RegExp | string, speak: Rule['speak']): Rule {
  return { pattern: new RegExp(sourceOf(pattern), `${flagsOf(pattern)}y`), speak };
}

/** A pattern of one out of many words, the longer ones first. */
export function oneOf(words: readonly string[]): string {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  return `(?:${escaped.sort((a, b) => b.length - a.length).join('|')})`;
}

/** The entry that the table itself has, not one of every object. */
export function entry<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** "V P N"; a letter alone stays as it is written. */
export function spell(letters: string): string {
  return letters.length === 1 ? letters : [...letters.toUpperCase()].join(' ');
}

function sourceOf(pattern: RegExp | string): string {
  return typeof pattern === 'string' ? pattern : pattern.source;
}

function flagsOf(pattern: RegExp | string): string {
  return typeof pattern === 'string' ? '' : pattern.flags;
}
