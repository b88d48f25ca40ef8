import { asks, clausesOf, isHypothetical } from './asks.js';
import type { Intent } from './intent.js';
import type { Reading } from './intent-reader.js';
import { INTENTS } from './intents.js';
import { saidWords } from './word-features.js';

/** What is to be done about an utterance: an intent's own reply, an answer from the documents, or one after the other. */
export interface Understood {
  readonly intent?: Intent | undefined;
  /** What to ask the documents. */
  readonly question?: string | undefined;
}

export type Read = (text: string) => Promise<Reading> | Reading;

/** Longer than that, nobody talks about the conversation. */
const LONGEST = 400;
const MOST_CLAUSES = 6;
const NOT_CAUGHT = INTENTS.find(({ name }) => name === 'did-not-catch');
/** Courtesies as they open an utterance that a recogniser writes without commas; the longest first. */
const OPENERS = INTENTS.filter(({ isWeak }) => isWeak)
  .flatMap((intent) => intent.says.map((said) => ({ intent, words: saidWords(said) })))
  .toSorted((a, b) => b.words.length - a.words.length);

/** Tells what somebody wants who may say several things at once: "hello", and then a question. */
export async function understand(text: string, read: Read): Promise<Understood> {
  if (saidWords(text).length === 0) return { intent: NOT_CAUGHT };
  const readOnce = remembering(read);
  const danger = await dangerIn(text, readOnce);
  if (danger) return danger;
  return text.length > LONGEST ? { question: text } : ordinary(text, readOnce);
}

/** Each part of an utterance is looked at more than once, and costs a run of the model. */
function remembering(read: Read): Read {
  const readings = new Map<string, ReturnType<Read>>();
  return (text) => {
    const key = text.trim();
    const reading = readings.get(key) ?? read(key);
    readings.set(key, reading);
    return reading;
  };
}

/** A clause may tell of danger that the rest of the utterance hides; alone it has to be clear. */
async function dangerIn(text: string, read: Read): Promise<Understood | undefined> {
  const { intent, mayAsk } = await read(text.slice(0, LONGEST));
  if (intent?.safety) {
    const isCalm = isHypothetical(text) || (mayAsk && asks(text));
    return { intent, ...(isCalm && { question: text }) };
  }
  const clauses = clausesOf(text).filter((clause) => saidWords(clause).length > 1);
  for (const clause of clauses.slice(0, MOST_CLAUSES)) {
    const told = await read(clause);
    if (told.intent?.safety && !told.mayAsk) return { intent: told.intent };
  }
  return undefined;
}

interface Opened {
  readonly opening?: Intent | undefined;
  readonly rest: string;
  /** The two were written apart. */
  readonly isApart: boolean;
}

async function ordinary(text: string, read: Read): Promise<Understood> {
  const { intent: whole } = await read(text);
  const { opening, rest, isApart } = await opened(text, read);
  if (!opening) return whole ? { intent: whole } : { question: text };
  const { intent: after, question } = await ordinary(rest, read);
  if (question !== undefined && asks(question)) return { question };
  // what is said after thanks is part of them, unless it is something to do
  if (opening.name === 'thanks' && isApart && !after?.act && !after?.isWeak)
    return { intent: opening };
  if (question === undefined) return { intent: whole ?? after ?? opening };
  return whole && opening.name !== 'hello' ? { intent: whole } : { question: text };
}

/** The first thing that is said, when it is an intent, and what comes after. */
async function opened(text: string, read: Read): Promise<Opened> {
  const [, first = '', after = ''] = /^([^.,;!?]+)[.,;!?\s]+(.*)$/s.exec(text) ?? [];
  if (/[.,;!?]/.test(text) && saidWords(first).length > 0 && saidWords(after).length > 0) {
    const { intent } = await read(first);
    if (intent) return { opening: intent, rest: after, isApart: true };
  }
  return openedByWords(text);
}

function openedByWords(text: string): Opened {
  const said = saidWords(text);
  const opener = OPENERS.find(
    ({ words }) => words.length < said.length && words.every((word, at) => word === said[at]),
  );
  if (!opener) return { rest: '', isApart: false };
  const rest = said.slice(opener.words.length).join(' ');
  return { opening: opener.intent, rest, isApart: false };
}
