import { describe, expect, it } from 'vitest';
import type { Metadata } from '@parley/protocol';
import { CallProblem } from '../call/problem.js';
import {
  LOST_NOTICE,
  NO_CONVERSATION,
  reduceConversation,
  RENEWED_NOTICE,
  RESUMED_NOTICE,
  type ConversationState,
  type ConversationAction,
} from './conversation.js';

const session = (resumed = false): Metadata => ({
  type: 'session',
  sessionId: 'session-1',
  resumeToken: 'token-1',
  resumeMs: 30_000,
  resumed,
  engine: 'cascade',
  voice: 'slt',
});
const said = (role: 'user' | 'assistant', turn: number, text: string, final = false): Metadata => ({
  type: 'transcript',
  role,
  turn,
  text,
  final,
});
const citation = { document: 'vpn.md', title: 'VPN', score: 0.9, passage: 'Install it.' };

function play(
  actions: ConversationAction[],
  from: ConversationState = NO_CONVERSATION,
): ConversationState {
  return actions.reduce(reduceConversation, from);
}

function hear(...metadata: Metadata[]): ConversationAction[] {
  return metadata.map((item) => ({ type: 'received', metadata: item }));
}

const opened = play([
  { type: 'started' },
  { type: 'connecting' },
  { type: 'connected' },
  ...hear(session()),
]);
const linesOf = ({ utterances }: ConversationState) =>
  utterances.map(({ role, text, final }) => `${role}: ${text}${final ? '' : '…'}`);

describe('reduceConversation', () => {
  it('replaces guesses by the final words, each side in a line of its own', () => {
    const state = play(
      hear(
        said('user', 1, 'how do'),
        said('user', 1, 'How do I print?', true),
        said('assistant', 1, 'Send it to the queue'),
      ),
      opened,
    );
    expect(linesOf(state)).toEqual(['user: How do I print?', 'assistant: Send it to the queue…']);
  });

  it('drops the answer to half a question when the user goes on with it', () => {
    const half = [said('user', 1, 'How do I', true), said('assistant', 1, 'You', true)];
    const state = play(hear(...half, said('user', 1, 'How do I print')), opened);
    expect(linesOf(state)).toEqual(['user: How do I print…']);
  });

  it('forgets a turn in which nothing was said after all', () => {
    const state = play(hear(said('user', 1, 'uh'), said('user', 1, '', true)), opened);
    expect(state.utterances).toEqual([]);
  });

  it('lays citations under the answer of their turn, whichever comes first', () => {
    const cited: Metadata = { type: 'citations', turn: 1, grounded: true, citations: [citation] };
    for (const order of [
      [cited, said('assistant', 1, 'Install it.', true)],
      [said('assistant', 1, 'Install it.', true), cited],
    ])
      expect(play(hear(...order), opened).utterances).toMatchObject([
        { role: 'assistant', text: 'Install it.', grounded: true, citations: [citation] },
      ]);
  });

  it('marks the answer that was interrupted, and no other', () => {
    const state = play(
      hear(
        said('assistant', 1, 'The first.', true),
        said('assistant', 2, 'The sec'),
        { type: 'interrupted', turn: 2 },
        said('assistant', 2, 'The second', true),
      ),
      opened,
    );
    expect(state.utterances).toMatchObject([
      { interrupted: false },
      { interrupted: true, final: true, text: 'The second' },
    ]);
  });

  it('says what goes on, how long the last answer took, and the place in line', () => {
    const latencyMs = { endOfTurn: 520, transcript: 525, answer: 540, voice: 580, firstFrame: 650 };
    const state = play(
      hear({ type: 'state', state: 'thinking' }, { type: 'timings', turn: 1, latencyMs }),
      opened,
    );
    expect(state).toMatchObject({ phase: 'live', activity: 'thinking', latency: latencyMs });
    expect(play(hear({ type: 'queue', position: 3 }), opened)).toMatchObject({
      phase: 'queued',
      queuePosition: 3,
    });
  });

  it('tells a resumed conversation from a new one, and keeps the words of both', () => {
    const spoken = play(hear(said('user', 1, 'Before', true)), opened);
    const lost = play([{ type: 'lost' }], spoken);
    expect(lost).toMatchObject({ phase: 'reconnecting', notice: LOST_NOTICE });

    const resumed = play([{ type: 'connected' }, ...hear(session(true))], lost);
    expect(resumed).toMatchObject({ phase: 'live', notice: RESUMED_NOTICE });

    const renewed = play([{ type: 'connected' }, ...hear(session(false))], lost);
    expect(renewed.notice).toBe(RENEWED_NOTICE);
    const more = play(hear(said('user', 1, 'After', true)), renewed);
    expect(linesOf(more)).toEqual(['user: Before', 'user: After']);
  });

  it('takes a notice back when the conversation goes on', () => {
    const noticed = play([{ type: 'noticed', notice: 'The recogniser is slow.' }], opened);
    expect(noticed.notice).toBe('The recogniser is slow.');
    expect(play(hear(said('user', 1, 'Hello')), noticed).notice).toBeUndefined();
  });

  it('keeps the words when it stops, and begins the next conversation with an empty page', () => {
    const problem = new CallProblem('busy');
    const spoken = play(hear(said('user', 1, 'Hello', true)), opened);
    const stopped = play([{ type: 'stopped', problem }], spoken);
    expect(stopped).toMatchObject({ phase: 'idle', problem });
    expect(linesOf(stopped)).toEqual(['user: Hello']);
    expect(play([{ type: 'started' }], stopped)).toMatchObject({
      phase: 'preparing',
      utterances: [],
      problem: undefined,
    });
  });
});
