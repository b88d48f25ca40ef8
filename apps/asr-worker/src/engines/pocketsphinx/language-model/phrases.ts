/** Words that end a noun phrase or cannot begin one. */
const FUNCTION_WORDS = new Set(
  (
    'a an the my your our their his her its this that these those each every any some no all both i we you he she it they me us them ' +
    'and or but if when while because so than as of in on at by for from to with without into over under after before until between ' +
    'about through during is are was were be been being am has have had do does did can cannot could may might must shall should will ' +
    'would not never only also then there here what which who whom whose where why how please just too very more most such other'
  ).split(' '),
);
const DETERMINERS = new Set('a an the my your our this each every any another'.split(' '));
/** A verb follows these: "to reset", "you can borrow". */
const VERB_MARKERS = new Set('to can cannot must should please never'.split(' '));
/** Verbs that open instructions; documents add their own. */
const COMMON_VERBS = new Set(
  (
    'add apply ask begin block book borrow buy call cancel change check choose clear click close connect contact copy create delete ' +
    'disable disconnect download edit enable encrypt enter erase extend fill find fix forward get give go hand hold import insert ' +
    'install join keep leave lend load lock log look make map mark move open order pay pick plug press print publish put read ' +
    'receive record register release remove renew repair replace reply report request reset restart restore return ring run save ' +
    'scan search see select send set share show sign start stop store submit switch take talk tell test tick transfer try turn type ' +
    'uninstall unlock unplug unsubscribe update upgrade upload use view visit wipe write'
  ).split(' '),
);
/** A phrase is complete before one of these. */
const CLAUSE_BREAKS = new Set(
  'and or but if when while because so for from with without by in on at until after before as which who'.split(
    ' ',
  ),
);

const LONGEST_NOUN_PHRASE = 3;
const LONGEST_VERB_PHRASE = 7;
const SHORTEST_WORD = 2;

/** Counts by phrase; the phrase's words are joined by blanks. */
export type Phrases = Map<string, number>;

/** Callers speak of themselves where documents address them: "your account" is "my account". */
export function asCallersSay(words: readonly string[]): string[] {
  return words.map((word, at) => {
    if (word === 'you' && words[at + 1] === 'are') return 'i';
    if (word === 'are' && words[at - 1] === 'you') return 'am';
    return FIRST_PERSON.get(word) ?? word;
  });
}

const FIRST_PERSON: ReadonlyMap<string, string> = new Map([
  ['you', 'i'],
  ['your', 'my'],
  ['yours', 'mine'],
  ['yourself', 'myself'],
  ["you're", "i'm"],
  ["you've", "i've"],
]);

/** Collects the things that documents name and the actions that they describe. */
export class PhraseMiner {
  readonly nouns: Phrases = new Map();
  readonly verbs: Phrases = new Map();

  add(words: readonly string[]): void {
    this.mineNouns(words);
    this.mineVerbs(words);
  }

  private mineNouns(words: readonly string[]): void {
    words.forEach((word, at) => {
      if (!DETERMINERS.has(word)) return;
      const phrase = takeWhile(words, at + 1, LONGEST_NOUN_PHRASE, isContent);
      for (let length = 1; length <= phrase.length; length++)
        count(this.nouns, phrase.slice(0, length));
    });
  }

  private mineVerbs(words: readonly string[]): void {
    words.forEach((word, at) => {
      const opens = at === 0 ? COMMON_VERBS.has(word) : VERB_MARKERS.has(words[at - 1] ?? '');
      if (!opens || !isContent(word)) return;
      const said = asCallersSay(words.slice(at, at + LONGEST_VERB_PHRASE));
      count(this.verbs, said);
      const clause = takeWhile(said, 0, said.length, (next) => !CLAUSE_BREAKS.has(next));
      if (clause.length > 1 && clause.length < said.length) count(this.verbs, clause);
    });
  }
}

/** The most frequent phrases, at most `limit` of them. */
export function mostFrequent(phrases: Phrases, limit: number): string[] {
  return [...phrases]
    .sort(([, a], [, b]) => b - a)
    .slice(0, limit)
    .map(([phrase]) => phrase);
}

function isContent(word: string): boolean {
  return word.length >= SHORTEST_WORD && !FUNCTION_WORDS.has(word) && !/^\d/.test(word);
}

function takeWhile(
  words: readonly string[],
  from: number,
  limit: number,
  fits: (word: string) => boolean,
): string[] {
  let end = from;
  while (end < words.length && end - from < limit && fits(words[end] as string)) end++;
  return words.slice(from, end);
}

function count(phrases: Phrases, words: readonly string[]): void {
  const phrase = words.join(' ');
  phrases.set(phrase, (phrases.get(phrase) ?? 0) + 1);
}
