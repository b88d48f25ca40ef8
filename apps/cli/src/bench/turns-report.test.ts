import { expect, it } from 'vitest';
import { summarizeEchoes, summarizePauses, summarizeReplies } from './turns-bench.js';
import { turnsReport } from './turns-report.js';

const turn = { name: 'a', waitMs: 400, verdicts: { 300: 'whole' } } as const;
const trial = {
  ...{ name: 'stop', heard: 'stop', partials: [], wasInterrupted: true, silentMs: 250 },
  wentOn: false,
};

it('says nothing of what was not measured', () => {
  const none = { ...summarizePauses([]), ...summarizeReplies([], []), ...summarizeEchoes([]) };
  const pauses = turnsReport({ ...none, ...summarizePauses([turn]) });
  expect(pauses.join('\n')).toMatch(/300 ms/);
  expect(pauses.join('\n')).not.toMatch(/repl|interrupt|echo/);
  const replies = turnsReport({ ...none, ...summarizeReplies([], [trial]) });
  expect(replies.join('\n')).toMatch(/1 of 1 stopped the reply/);
  expect(replies.join('\n')).not.toMatch(/pause|end of turn|echo/);
});
