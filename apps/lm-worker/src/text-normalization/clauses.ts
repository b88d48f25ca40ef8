import { spokenWords } from './spoken-form.js';

/** Shorter than this a clause sounds clipped and is said with the next; in characters. */
const SHORTEST = 16;
/** What opens an answer and ends at a comma, as "First," does, is said alone: nothing can sound earlier. */
const SHORTEST_OPENING = 5;
/** A first clause that is longer is parted before a phrase, too. */
const LONGEST_FIRST = 45;
/** The first clause of an answer may be said alone from here on, if it ends at a conjunction. */
const SHORTEST_FIRST = 25;
/** Later clauses are made while others play: longer ones sound better. */
const SHORTEST_LATER = 40;
/** Longer than this the first sound is late and an interruption costs much. */
const LONGEST = 90;

/** Where a long clause may be parted without punctuation. */
const CONJUNCTION =
  /^(?:and|or|but|because|which|that|then|so|if|when|while|before|after|until|with|from|to)$/i;
/** Where the first clause may end: another one begins, which no word before it asks for. */
const NEW_CLAUSE =
  /^(?:but|because|which|if|when|while|before|after|until|unless|where|although)$/i;
const ASKS =
  /^(?:in|of|to|for|from|on|at|by|with|as|even|only|just|or|and|not|know|see|ask|check|sure|right|long|soon|shortly|the|how|is|are)$/i;
/** Phrases that one may take breath before. */
const NEW_PHRASE = /^(?:from|with|before|after|until|without|during|through)$/i;
/** These may join two nouns too: a verb or somebody who does something must follow. */
const AND = /^(?:and|or|so)$/i;
const DOES =
  /^(?:then|you|we|they|he|she|it|i|is|are|was|has|have|can|will|must|should|may|do|does|don't|cannot|add|ask|bring|call|change|check|choose|click|close|confirm|connect|copy|download|enter|follow|give|go|hold|install|keep|leave|log|look|make|open|pay|pick|press|put|read|remove|reset|restart|run|save|scan|select|send|set|show|sign|start|stop|take|tap|tell|try|turn|type|unplug|update|use|visit|wait|write)$/i;

interface Word {
  readonly written: string;
  /** What ends before it: a sentence, a clause at a comma, nothing, or not even an expression. */
  readonly after: 'sentence' | 'comma' | 'word' | 'nothing';
}

/**
 * Parts what is to be said into clauses of one breath: at sentence ends, else at punctuation, and a long one
 * at a conjunction or, at the worst, at any space. No word is lost or changed, and no expression is parted.
 * @param isFirst whether nobody hears anything yet: then the first clause is short.
 */
export function clausesOf(text: string, isFirst: boolean): string[] {
  const sentences = parted(wordsOf(text), ({ after }) => after === 'sentence');
  return sentences.flatMap((sentence, i) => clausesIn(sentence, isFirst && i === 0)).map(written);
}

function clausesIn(sentence: readonly Word[], isFirst: boolean): Word[][] {
  // "1, 2 or 3" is said in one go
  const parts = parted(
    sentence,
    ({ after, written: word }) => after === 'comma' && !/^\d/.test(word),
  );
  const count = isFirst ? lengthOfFirst(parts) : 0;
  const [first, rest] = [parts.slice(0, count).flat(), parts.slice(count)];
  const later = joined(rest, SHORTEST_LATER).flatMap(shortened);
  return first.length > 0 ? [...shortened(first).flatMap(headAndRest), ...later] : later;
}

/** How many parts are the first clause: all, when but a scrap would be left. */
function lengthOfFirst(parts: readonly Word[][]): number {
  const count = parts.findIndex((part) => lengthOf(part) >= SHORTEST_OPENING) + 1;
  return count === 0 || lengthOf(parts.slice(count).flat()) < SHORTEST ? parts.length : count;
}

/** Parts the first clause where another one begins, so that it sounds early. */
function headAndRest(clause: Word[], index: number): Word[][] {
  if (index > 0) return [clause];
  const isLong = lengthOf(clause) > LONGEST_FIRST;
  const at = clause.findIndex(
    (_, i) =>
      (beginsClause(clause, i) || (isLong && beginsPhrase(clause, i))) &&
      lengthOf(clause.slice(0, i)) >= SHORTEST_FIRST &&
      lengthOf(clause.slice(i)) >= SHORTEST,
  );
  return at < 0 ? [clause] : [clause.slice(0, at), clause.slice(at)];
}

function beginsClause(clause: readonly Word[], at: number): boolean {
  const [before = '', word = '', next = ''] = [-1, 0, 1].map((i) => clause[at + i]?.written ?? '');
  if (clause[at]?.after === 'nothing') return false;
  if (AND.test(word)) return DOES.test(next);
  return NEW_CLAUSE.test(word) && !ASKS.test(before) && /^[a-z']+$/i.test(next);
}

function beginsPhrase(clause: readonly Word[], at: number): boolean {
  const { written: word, after } = clause[at] ?? { written: '', after: 'nothing' };
  return after !== 'nothing' && NEW_PHRASE.test(word) && !ASKS.test(clause[at - 1]?.written ?? '');
}

function shortened(clause: Word[]): Word[][] {
  if (lengthOf(clause) <= LONGEST) return [clause];
  const atConjunctions = parted(
    clause,
    ({ after, written: word }) => after !== 'nothing' && CONJUNCTION.test(word),
  );
  return joined(atConjunctions, LONGEST / 2).flatMap((part) =>
    lengthOf(part) > LONGEST
      ? joined(
          parted(part, ({ after }) => after !== 'nothing'),
          LONGEST / 2,
        )
      : [part],
  );
}

function wordsOf(text: string): Word[] {
  let said = '';
  return spokenWords(text).map(({ written: word, spoken }) => {
    const before = said;
    said = spoken || said;
    if (!spoken || !before) return { written: word, after: 'nothing' };
    return {
      written: word,
      after: /[.?!]$/.test(before) ? 'sentence' : /[,;]$/.test(before) ? 'comma' : 'word',
    };
  });
}

function parted(words: readonly Word[], isBreak: (word: Word) => boolean): Word[][] {
  const parts: Word[][] = [];
  for (const word of words) {
    if (parts.length === 0 || isBreak(word)) parts.push([word]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}

/** Joins neighbours until each is at least `shortest` long, and scraps to the part before them. */
function joined(parts: readonly Word[][], shortest: number): Word[][] {
  const all: Word[][] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last && belongsTo(last, part, shortest)) last.push(...part);
    else all.push([...part]);
  }
  return all;
}

function belongsTo(last: Word[], part: Word[], shortest: number): boolean {
  return lengthOf(last) < shortest || (lengthOf(part) < SHORTEST && lengthOf(last) < LONGEST);
}

function lengthOf(words: readonly Word[]): number {
  return written(words).length;
}

function written(words: readonly Word[]): string {
  return words.map(({ written: word }) => word).join(' ');
}
