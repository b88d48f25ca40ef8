import { expect, it } from 'vitest';
import type { TranscriptEvent } from '@parley/protocol';
import { heardOf, isSettled } from './stt-heard.js';

const final = (turn: number, text: string, recognizedAt: number): TranscriptEvent => ({
  ...{ type: 'final', turn, text, inDomain: true },
  ...{ speechEndedAt: recognizedAt - 450, turnEndedAt: recognizedAt - 50, recognizedAt },
});
const start = (turn: number): TranscriptEvent => ({ type: 'speech-start', turn, startedAt: 0 });
const partial = (turn: number): TranscriptEvent => ({ type: 'partial', turn, text: 'my' });
const received = (...events: [number, TranscriptEvent][]) =>
  events.map(([at, value]) => ({ at, value }));
const SPOKEN = { firstVoicedAt: 1_000, speechEndedAt: 3_000 };

it('times the first partial from the first voice, and the final from the end of both', () => {
  const events = received([1_100, start(1)], [1_700, partial(1)], [3_500, final(1, 'hi', 3_500)]);
  expect(heardOf(events, SPOKEN)).toEqual({
    text: 'hi',
    turns: 1,
    inDomain: true,
    isSure: true,
    firstPartialMs: 700,
    endOfTurnToFinalMs: 50,
    endOfSpeechToFinalMs: 500,
  });
});

it('takes the last final of a turn that went on', () => {
  const events = received([2_000, final(1, 'my', 2_000)], [3_500, final(1, 'my printer', 3_500)]);
  expect(heardOf(events, SPOKEN)).toMatchObject({ text: 'my printer', turns: 1 });
});

it('puts turns together, and leaves out those without words', () => {
  const events = received(
    [1_500, final(1, '', 1_500)],
    [2_000, final(2, 'my', 2_000)],
    [3_500, final(3, 'printer', 3_500)],
  );
  expect(heardOf(events, SPOKEN)).toMatchObject({ text: 'my printer', turns: 2 });
});

it('has nothing to time in silence', () => {
  expect(heardOf([], SPOKEN)).toMatchObject({ text: '', turns: 0, endOfSpeechToFinalMs: null });
});

it('is settled when no turn is open', () => {
  expect(isSettled([])).toBe(true);
  expect(isSettled(received([1, start(1)], [2, final(1, 'hi', 2)]))).toBe(true);
  expect(isSettled(received([1, start(1)], [2, final(1, 'hi', 2)], [3, start(1)]))).toBe(false);
});
