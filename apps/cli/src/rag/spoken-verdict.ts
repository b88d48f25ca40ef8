import { isAnswerable, type EvalOutcome } from './evaluation.js';

/** What a listener would say of an answer. */
export const VERDICTS = [
  'right',
  'partly',
  'wrong',
  'refused',
  'asked back',
  'unspeakable',
] as const;
export type Verdict = (typeof VERDICTS)[number];

const MOST_WORDS = 45;
const MARKUP =
  /https?:|www\.|[`|{}<>\\^~]|\*\*|__|^#+ |\]\(|\[\w|\S\/\S+\/\S|\b\w+\(\)|(?:^|\s)--?[a-z]\w*/m;

/**
 * Judges what was said. Right holds a wording of every fact and nothing that contradicts them; a question without an answer is right
 * only when it is refused, and its verdict is then `refused`.
 */
export function verdictOf(outcome: EvalOutcome): Verdict {
  const { answeredBy, refused, said, question } = outcome;
  if (answeredBy === 'clarification') return 'asked back';
  if (refused) return 'refused';
  if (isUnspeakable(said)) return 'unspeakable';
  if (!isAnswerable(outcome)) return 'wrong';
  const text = plain(` ${said} `);
  if (question.not.some((phrase) => text.includes(plain(phrase)))) return 'wrong';
  const facts = question.facts.length > 0 ? question.facts : [question.answer];
  const held = facts.filter((wordings) => wordings.some((each) => text.includes(plain(each))));
  if (held.length === facts.length) return 'right';
  return held.length > 0 ? 'partly' : 'wrong';
}

export function isUnspeakable(text: string): boolean {
  return MARKUP.test(text) || text.split(/\s+/).length > MOST_WORDS;
}

/** Typographic variants make no difference to the ear; a wording may begin or end with a space, so that it is a word. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[‐-―]/g, '-')
    .replace(/(?<=\d),(?=\d{3}\b)/g, '')
    .replace(/\s+/g, ' ');
}
