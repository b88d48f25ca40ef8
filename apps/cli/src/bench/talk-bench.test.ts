import { expect, it } from 'vitest';
import type { ConversationResult } from '../talk/conversation.js';
import { percentile } from './statistics.js';
import { summarize, type Outcome } from './talk-bench.js';

function outcome(
  document: string | null,
  cites: string | undefined,
  firstAudioMs: number,
): Outcome {
  const conversation: ConversationResult = {
    transcript: 'a question',
    answer: 'an answer',
    grounded: cites !== undefined,
    citations: cites ? [{ document: cites, title: cites, score: 0.9 }] : [],
    latencyMs: { endOfSpeechToFirstAudio: firstAudioMs, endOfTurn: firstAudioMs - 100 },
    audioSeconds: 2,
    framesIn: 50,
    framesOut: 50,
    reply: new Int16Array(),
  };
  return { question: { id: 'q', file: 'q.wav', text: '?', document }, conversation };
}

it('counts answers, right citations and refusals', () => {
  const outcomes: Outcome[] = [
    outcome('vpn.md', 'vpn.md', 600),
    outcome('vpn.md', 'mail.md', 700),
    outcome(null, undefined, 9_000),
    outcome(null, 'mail.md', 9_000),
    {
      question: { id: 'q', file: 'q.wav', text: '?', document: 'vpn.md' },
      problem: 'No answer came.',
    },
  ];
  expect(summarize(outcomes)).toMatchObject({ questions: 5, answered: 4, cited: 1, refused: 1 });
});

it('measures the questions that a document answers, and leaves refusals out', () => {
  const outcomes = [
    outcome('a', 'a', 500),
    outcome('a', 'a', 700),
    outcome(null, undefined, 9_000),
  ];
  expect(summarize(outcomes)).toMatchObject({
    p50Ms: 500,
    p95Ms: 700,
    stages: { endOfTurn: { p50Ms: 400, p95Ms: 600 }, voice: { p50Ms: null, p95Ms: null } },
  });
});

it('takes percentiles by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([percentile(hundred, 0.5), percentile(hundred, 0.95), percentile([], 0.5)]).toEqual([
    50,
    95,
    null,
  ]);
});
