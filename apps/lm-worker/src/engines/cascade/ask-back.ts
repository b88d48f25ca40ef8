import type { Ask } from '../../rag/ask.js';

const NOT_UNDERSTOOD = 'Sorry, I did not catch that. Could you say it again?';

/** Stands in for the documents where it is not sure what was asked: a wrong answer with a source is worse than none. */
export const askBack: Ask = async function* () {
  yield { type: 'sentence', text: NOT_UNDERSTOOD, citations: [] };
  yield {
    type: 'done',
    grounded: false,
    citations: [],
    answeredBy: 'clarification',
    retrievalMs: 0,
    totalMs: 0,
  };
};
