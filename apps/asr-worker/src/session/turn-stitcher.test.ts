import { expect, it } from 'vitest';
import type { Transcript } from '../stt/recognizer.js';
import { joinTranscripts, TurnStitcher, type EndedTurn } from './turn-stitcher.js';

const ended = (text: string, endedAt = 10_000): EndedTurn => ({
  endedAt,
  transcript: Promise.resolve({ text, inDomain: true }),
  isContinued: false,
});
const state = (name: 'thinking' | 'speaking' | 'listening') =>
  ({ type: 'state', state: name }) as const;

it('goes on with a turn while no reply has begun', () => {
  const stitcher = new TurnStitcher();
  const turn = ended('how do I reset');
  stitcher.ended(turn);
  stitcher.agentEvent(state('thinking'), 10_100);
  expect(stitcher.continued(11_500)).toBe(turn);
  expect(turn.isContinued).toBe(true);
});

it('goes on with it when the reply has only just begun, and not later', () => {
  const stitcher = new TurnStitcher();
  stitcher.ended(ended('how do I reset'));
  stitcher.agentEvent(state('thinking'), 10_100);
  stitcher.agentEvent(state('speaking'), 11_000);
  expect(stitcher.continued(12_300)).toBeUndefined();
  expect(stitcher.continued(12_000)).toBeDefined();
});

it('takes what comes after the whole reply for something new', () => {
  const stitcher = new TurnStitcher();
  stitcher.ended(ended('hello'));
  stitcher.agentEvent(state('thinking'), 10_100);
  stitcher.agentEvent(state('speaking'), 10_300);
  stitcher.agentEvent(state('listening'), 10_900);
  expect(stitcher.continued(11_000)).toBeUndefined();
});

it('goes on with no backchannel, after which the reply before went on', () => {
  const stitcher = new TurnStitcher();
  stitcher.ended(ended('mm hm'));
  stitcher.agentEvent(state('speaking'), 10_100);
  expect(stitcher.continued(10_500)).toBeUndefined();
});

it('takes what comes long after a turn without a reply for something new', () => {
  const stitcher = new TurnStitcher();
  stitcher.ended(ended('hello'));
  expect(stitcher.continued(40_000)).toBeUndefined();
});

it('goes on with no sound that held no words', async () => {
  const stitcher = new TurnStitcher();
  const cough = ended('');
  stitcher.ended(cough);
  await cough.transcript;
  expect(stitcher.continued(10_500)).toBeUndefined();
});

it('joins both halves of what was said, and of how else it was heard', () => {
  const begun: Transcript = { text: 'how do i', display: 'How do I', inDomain: false };
  const rest: Transcript = { text: 'print it', alternative: 'paint it', inDomain: true };
  expect(joinTranscripts(begun, rest)).toEqual({
    text: 'how do i print it',
    display: 'How do I print it',
    alternative: 'how do i paint it',
    inDomain: true,
  });
  expect(joinTranscripts(begun, { text: '', inDomain: true })).toEqual({
    text: 'how do i',
    display: 'How do I',
    inDomain: false,
  });
});
