import type { Bus } from '@parley/bus';
import { endsAnswer, type AnswerPart, type AskRequest, type Citation } from '@parley/protocol';
import { CliError } from '../errors.js';

const ANSWER_WITHIN_MS = 30_000;

export interface AnswerSentence {
  text: string;
  citations: readonly Citation[];
}

export interface Answered {
  sentences: AnswerSentence[];
  done: Extract<AnswerPart, { type: 'done' }>;
}

/** @throws CliError when the service could not answer. */
export async function askQuestion(bus: Bus, request: AskRequest): Promise<Answered> {
  const sentences: AnswerSentence[] = [];
  const parts = bus.requestStream('ask', request, {
    timeoutMs: ANSWER_WITHIN_MS,
    isLast: endsAnswer,
  });
  for await (const part of parts) {
    if (part.type === 'failed') throw new CliError(part.message);
    if (part.type === 'done') return { sentences, done: part };
    if (part.type === 'sentence') sentences.push(part);
  }
  throw new CliError('The answer broke off; try again.');
}
