import { expect, it } from 'vitest';
import type { TranscriptEvent } from '@parley/protocol';
import { turnVerdict } from './turns-verdict.js';

const final = (turn: number, text: string): TranscriptEvent => ({
  ...{ type: 'final', turn, text, inDomain: true },
  ...{ speechEndedAt: 0, turnEndedAt: 0, recognizedAt: 0 },
});
const verdict = (...finals: [turn: number, text: string][]) =>
  turnVerdict(
    finals.map(([turn, text]) => ({ at: 0, value: final(turn, text) })),
    4,
  );

it('is whole when one final has all words', () => {
  expect(verdict([1, 'where do i park'])).toBe('whole');
});

it('is joined when the same turn ended twice', () => {
  expect(verdict([1, 'where do'], [1, 'where do i park'])).toBe('joined');
});

it('is cut when it became two turns', () => {
  expect(verdict([1, 'where do'], [2, 'i park'])).toBe('cut');
});

it('is cut when the last final has only a part, or nothing', () => {
  expect(verdict([1, 'i park'])).toBe('cut');
  expect(verdict([1, ''])).toBe('cut');
});

it('does not mind a sound without words beside it', () => {
  expect(verdict([1, ''], [2, 'where do i park'])).toBe('whole');
});
