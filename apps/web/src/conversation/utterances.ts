import type { Citation, Metadata } from '@parley/protocol';

/** One side's words in one turn. */
export interface Utterance {
  readonly key: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly final: boolean;
  readonly interrupted: boolean;
  readonly citations: readonly Citation[];
  /** Undefined until the server said whether documents support the answer. */
  readonly grounded: boolean | undefined;
}

type TurnMetadata = Extract<Metadata, { type: 'transcript' | 'citations' }>;

/** Adds what is new about a turn; a turn that turns out to be wordless disappears. */
export function applyTurn(
  utterances: readonly Utterance[],
  session: number,
  metadata: TurnMetadata,
): readonly Utterance[] {
  const role = metadata.type === 'transcript' ? metadata.role : 'assistant';
  const key = keyOf(session, role, metadata.turn);
  const isGoingOn = metadata.type === 'transcript' && role === 'user' && !metadata.final;
  if (isGoingOn) utterances = withoutAnswer(utterances, session, metadata.turn);
  const before = utterances.find((utterance) => utterance.key === key);
  const after = { ...(before ?? emptyUtterance(key, role)), ...changesOf(metadata) };
  if (isWordless(after)) return utterances.filter((utterance) => utterance !== before);
  return before ? utterances.with(utterances.indexOf(before), after) : [...utterances, after];
}

/** The user goes on with a question that was taken for over: the answer to its half is dropped. */
function withoutAnswer(
  utterances: readonly Utterance[],
  session: number,
  turn: number,
): readonly Utterance[] {
  const key = keyOf(session, 'assistant', turn);
  return utterances.filter((utterance) => utterance.key !== key);
}

/** The user spoke over this answer: what stands there is all that was heard of it. */
export function markInterrupted(
  utterances: readonly Utterance[],
  session: number,
  turn: number,
): readonly Utterance[] {
  const key = keyOf(session, 'assistant', turn);
  return utterances.map((utterance) =>
    utterance.key === key ? { ...utterance, interrupted: true, final: true } : utterance,
  );
}

function changesOf(metadata: TurnMetadata): Partial<Utterance> {
  if (metadata.type === 'transcript') return { text: metadata.text, final: metadata.final };
  return { citations: metadata.citations, grounded: metadata.grounded };
}

function isWordless({ final, text }: Utterance): boolean {
  return final && text.trim() === '';
}

function emptyUtterance(key: string, role: Utterance['role']): Utterance {
  return {
    key,
    role,
    text: '',
    final: false,
    interrupted: false,
    citations: [],
    grounded: undefined,
  };
}

function keyOf(session: number, role: Utterance['role'], turn: number): string {
  return `${session}-${role}-${turn}`;
}
