import { expect, it } from 'vitest';
import { summarizePauses, summarizeReplies, type ReplyTrial } from './turns-bench.js';

const trial = (wasInterrupted: boolean, silentMs: number | null): ReplyTrial => ({
  ...{ name: 'stop', heard: 'stop', partials: [], wasInterrupted, silentMs },
  wentOn: !wasInterrupted,
});

it('counts what became of the turns, by the length of the pause', () => {
  const turns = [
    { name: 'a', waitMs: 400, verdicts: { 300: 'whole', 1000: 'cut' } },
    { name: 'b', waitMs: 600, verdicts: { 300: 'joined' } },
    { name: 'c', waitMs: null, verdicts: {} },
  ] as const;
  expect(summarizePauses(turns)).toEqual({
    endOfTurnWait: { p50Ms: 400, p95Ms: 600 },
    pauses: {
      300: { recordings: 2, whole: 1, joined: 1, cut: 0 },
      1000: { recordings: 1, whole: 0, joined: 0, cut: 1 },
    },
  });
});

it('counts an agent that went on as one that was not silent in time', () => {
  const interruptions = [trial(true, 250), trial(true, 350), trial(false, null), trial(true, 300)];
  expect(summarizeReplies([trial(false, null), trial(true, 300)], interruptions)).toEqual({
    backchannels: { trials: 2, killed: 1, wentOn: 1 },
    interruptions: {
      ...{ trials: 4, stopped: 3, within300MsShare: 0.5 },
      silent: { p50Ms: 300, p95Ms: 350 },
    },
  });
});
