import type { Metadata, TurnLatency } from '@parley/protocol';
import type { CallProblem } from '../call/problem.js';
import { applyTurn, markInterrupted, type Utterance } from './utterances.js';

export type Phase = 'idle' | 'preparing' | 'connecting' | 'queued' | 'live' | 'reconnecting';
export type Activity = 'listening' | 'hearing' | 'thinking' | 'speaking';

/** All that the page shows of a conversation. */
export interface ConversationState {
  readonly phase: Phase;
  readonly activity: Activity;
  readonly queuePosition: number | undefined;
  readonly utterances: readonly Utterance[];
  /** Counts the server's sessions: each numbers its turns anew. */
  readonly session: number;
  readonly latency: TurnLatency | undefined;
  /** It stopped the conversation, or keeps it from being heard. */
  readonly problem: CallProblem | undefined;
  /** Something worth a sentence; the conversation goes on. */
  readonly notice: string | undefined;
}

export type ConversationAction =
  | { type: 'started' }
  | { type: 'connecting' }
  | { type: 'connected' }
  | { type: 'received'; metadata: Metadata }
  | { type: 'lost' }
  | { type: 'noticed'; notice: string }
  | { type: 'sound-blocked'; problem: CallProblem }
  | { type: 'sound-allowed' }
  | { type: 'stopped'; problem?: CallProblem };

export const LOST_NOTICE = 'Connection lost. Trying again…';
export const RESUMED_NOTICE = 'You are back; the conversation goes on.';
export const RENEWED_NOTICE = 'You are back. A new conversation was started.';

export const NO_CONVERSATION: ConversationState = {
  phase: 'idle',
  activity: 'listening',
  queuePosition: undefined,
  utterances: [],
  session: 0,
  latency: undefined,
  problem: undefined,
  notice: undefined,
};

export function reduceConversation(
  state: ConversationState,
  action: ConversationAction,
): ConversationState {
  switch (action.type) {
    case 'started':
      return { ...NO_CONVERSATION, phase: 'preparing' };
    case 'connecting':
      return { ...state, phase: 'connecting' };
    case 'connected':
      return { ...state, phase: 'live', activity: 'listening', queuePosition: undefined };
    case 'received':
      return receive(state, action.metadata);
    case 'lost':
      return { ...state, phase: 'reconnecting', notice: LOST_NOTICE };
    case 'noticed':
      return { ...state, notice: action.notice };
    case 'sound-blocked':
      return { ...state, problem: action.problem };
    case 'sound-allowed':
      return { ...state, problem: undefined };
    case 'stopped':
      return { ...state, phase: 'idle', notice: undefined, problem: action.problem };
  }
}

function receive(state: ConversationState, metadata: Metadata): ConversationState {
  switch (metadata.type) {
    case 'session':
      return joinSession(state, metadata.resumed);
    case 'queue':
      return { ...state, phase: 'queued', queuePosition: metadata.position };
    case 'state':
      return { ...state, activity: metadata.state };
    case 'notice':
      return { ...state, notice: metadata.message };
    case 'timings':
      return { ...state, latency: metadata.latencyMs };
    case 'interrupted':
      return {
        ...state,
        utterances: markInterrupted(state.utterances, state.session, metadata.turn),
      };
    case 'transcript':
    case 'citations':
      return hear(state, metadata);
  }
}

/** The next word or answer shows that all is well again, so the notice goes. */
function hear(
  state: ConversationState,
  metadata: Extract<Metadata, { type: 'transcript' | 'citations' }>,
): ConversationState {
  const utterances = applyTurn(state.utterances, state.session, metadata);
  return { ...state, notice: undefined, utterances };
}

function joinSession(state: ConversationState, resumed: boolean): ConversationState {
  if (resumed) return { ...state, notice: RESUMED_NOTICE };
  const notice = state.session > 0 ? RENEWED_NOTICE : undefined;
  return { ...state, session: state.session + 1, notice };
}
