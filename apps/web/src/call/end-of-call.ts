import { CLOSE } from '@parley/protocol';
import type { SocketEnd } from './chat-socket.js';
import { CallProblem, type ProblemCode } from './problem.js';

const CODES: Readonly<Record<string, ProblemCode>> = {
  unreachable: 'unreachable',
  'gave-up': 'lost',
  [CLOSE.tryAgainLater]: 'busy',
  [CLOSE.policy]: 'refused',
};

/** Undefined when the server ended the conversation in the normal way. */
export function problemOfEnd({ reason, sentence }: SocketEnd): CallProblem | undefined {
  if (reason === CLOSE.normal) return undefined;
  return new CallProblem(CODES[reason] ?? 'server-failed', sentence);
}

export function problemOfError(error: unknown): CallProblem {
  if (error instanceof CallProblem) return error;
  const detail = error instanceof Error ? error.message : undefined;
  return new CallProblem('unexpected', detail, error);
}
