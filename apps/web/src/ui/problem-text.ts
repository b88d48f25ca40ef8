import type { CallProblem, ProblemCode } from '../call/problem.js';

export interface ProblemText {
  /** What is wrong. */
  readonly sentence: string;
  /** What to do about it. */
  readonly advice: string;
}

const TEXTS: Readonly<Record<ProblemCode, ProblemText>> = {
  'insecure-page': {
    sentence: 'Browsers give no microphone to an insecure page.',
    advice: 'Open this page with https://, or on the server itself as http://localhost.',
  },
  'no-microphone': {
    sentence: 'No microphone was found.',
    advice: 'Plug one in or switch it on, then press Talk.',
  },
  'microphone-refused': {
    sentence: 'This page may not use your microphone.',
    advice: 'Allow the microphone beside the address of this page, then press Talk.',
  },
  'microphone-busy': {
    sentence: 'Another program is using your microphone.',
    advice: 'Close that program, then press Talk.',
  },
  'microphone-lost': {
    sentence: 'Your microphone went away.',
    advice: 'Plug it in again or choose another one, then press Talk.',
  },
  'no-opus': {
    sentence: 'This browser cannot handle Opus audio.',
    advice: 'Use a recent Chrome, Edge or Firefox, or Safari 18.4 or newer.',
  },
  'sound-blocked': {
    sentence: 'Your browser keeps this page silent.',
    advice: 'Turn the sound on to hear the answers.',
  },
  unreachable: {
    sentence: 'The server cannot be reached.',
    advice: 'Check that it is running and that you are online, then press Talk.',
  },
  busy: {
    sentence: 'The server is busy.',
    advice: 'All places are taken. Please try again in a moment.',
  },
  'token-missing': {
    sentence: 'This server wants an access token.',
    advice: 'Enter it in the settings, then press Talk.',
  },
  refused: {
    sentence: 'The server turned this call away.',
    advice: 'Check the settings, then press Talk.',
  },
  'server-failed': {
    sentence: 'The server has a problem.',
    advice: 'Please try again in a moment.',
  },
  lost: {
    sentence: 'The connection could not be brought back.',
    advice: 'Check your network, then press Talk for a new conversation.',
  },
  unexpected: {
    sentence: 'Something failed in this page.',
    advice: 'Reload it and try again.',
  },
};

/** The server's own sentence says more than ours, so it goes before our advice, or takes its place. */
export function textOf({ code, detail }: CallProblem): ProblemText {
  const { sentence, advice } = TEXTS[code];
  if (detail === undefined) return { sentence, advice };
  const saysWhatToDo = code === 'busy' || code === 'server-failed';
  return { sentence, advice: saysWhatToDo ? detail : `${detail} ${advice}` };
}
