/** What can go wrong in a conversation, each with a sentence of its own in `ui/problem-text.ts`. */
export type ProblemCode =
  | 'insecure-page'
  | 'no-microphone'
  | 'microphone-refused'
  | 'microphone-busy'
  | 'microphone-lost'
  | 'no-opus'
  | 'sound-blocked'
  | 'unreachable'
  | 'busy'
  | 'token-missing'
  | 'refused'
  | 'server-failed'
  | 'lost'
  | 'unexpected';

/** Why a conversation cannot start or go on; `detail` is the server's or the browser's own sentence. */
export class CallProblem extends Error {
  override readonly name = 'CallProblem';

  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    cause?: unknown,
  ) {
    super(detail ?? code, { cause });
  }
}
