import type { Intent } from './intent.js';
import { ABOUT_AGENT } from './table/about-agent.js';
import { ABOUT_ANSWER } from './table/about-answer.js';
import { ANSWER_COMMANDS } from './table/answer-commands.js';
import { COMMANDS } from './table/commands.js';
import { COURTESIES } from './table/courtesies.js';
import { ORDINARY_QUESTIONS } from './table/questions.js';
import { SAFETY } from './table/safety.js';

export const INTENTS: readonly Intent[] = [
  ...COMMANDS,
  ...ANSWER_COMMANDS,
  ...COURTESIES,
  ...ABOUT_AGENT,
  ...ABOUT_ANSWER,
  ...SAFETY,
];

/** What nothing but the documents can answer. */
export const QUESTION = 'question';

export interface Example {
  readonly text: string;
  /** An intent's name, or {@link QUESTION}. */
  readonly label: string;
}

export const EXAMPLES: readonly Example[] = [
  ...INTENTS.flatMap(({ name, says, not }) => [
    ...says.map((text) => ({ text, label: name })),
    ...not.map((text) => ({ text, label: QUESTION })),
  ]),
  ...ORDINARY_QUESTIONS.map((text) => ({ text, label: QUESTION })),
];
