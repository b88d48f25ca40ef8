import { expect, it } from 'vitest';
import { summarizeStt, type SttOutcome } from './stt-bench.js';

const COST = { audioSeconds: 20, cpuSeconds: 5, peakMemoryMb: 300, droppedFrames: 0 };

const outcome = (reference: string, text: string, turns = 1): SttOutcome => ({
  ...{ name: 'a.wav', reference, text, turns, inDomain: turns === 1, isSure: turns === 1 },
  isKeywords: false,
  ...{ firstPartialMs: 600, endOfTurnToFinalMs: 50, endOfSpeechToFinalMs: 450 },
});

it('adds errors up, and counts what was lost or split', () => {
  const outcomes = [
    outcome('My Wi-Fi is slow.', 'my wifi is slow'),
    outcome('Where do I park?', 'where do i bark', 2),
    outcome('Hello.', '', 0),
  ];
  expect(summarizeStt(outcomes, COST, true)).toMatchObject({
    ...{ recordings: 3, words: 9, substitutions: 1, deletions: 1, insertions: 0 },
    ...{ wordErrorRate: 2 / 9, empty: 1, split: 1, inDomainShare: 1 / 3 },
    ...{ cpuSecondsPerSecond: 0.25, endOfSpeechToFinal: { p50Ms: 450, p95Ms: 450 } },
  });
});

it('tells how many of the wrong and of the right would be asked back', () => {
  const outcomes = [
    outcome('Where do I park?', 'where do i park'),
    outcome('Where do I park?', 'there to eye park'),
    { ...outcome('Where do I park?', 'we do a bark'), isSure: false },
    { ...outcome('latte oat milk', 'a latte please with oat milk'), isKeywords: true },
    { ...outcome('latte oat milk', 'a lady please'), isKeywords: true },
  ];
  const { wrong, right, deletions } = summarizeStt(outcomes.slice(3), COST, true);
  expect({ wrong, right, deletions }).toEqual({
    wrong: { recordings: 1, askedBack: 0 },
    right: { recordings: 1, askedBack: 0 },
    deletions: 3,
  });
  expect(summarizeStt(outcomes, COST, true)).toMatchObject({
    wrong: { recordings: 3, askedBack: 1 },
    right: { recordings: 2, askedBack: 0 },
  });
});

it('gives no latencies of audio that was played faster than it was spoken', () => {
  const { firstPartial } = summarizeStt([outcome('Hello.', 'hello')], COST, false);
  expect(firstPartial).toEqual({ p50Ms: null, p95Ms: null });
});
