import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingModels } from './support/fetched-models.js';
import { startStack, type Stack } from './support/stack.js';
import { questions, talk } from './support/talk.js';

const areThere = missingModels.length === 0;
if (!areThere)
  process.stderr.write(`LEFT OUT: a conversation with ${missingModels.join(', ')}, not fetched.\n`);

/** Three that the documents answer, one that they do not. */
const ASKED = ['saturday-hours.wav', 'visitor-wifi.wav', 'office-from-home.wav', 'boiled-egg.wav'];
const LEAST_CITED = 2;

describe.skipIf(!areThere)('a conversation with the fetched models', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ fetchedModels: true });
  }, 300_000);
  afterAll(() => stack?.close());

  it('runs with all of them', async () => {
    const { workers } = (await (await fetch(`${stack.url}/api/info`)).json()) as {
      workers: Record<'asr' | 'lm' | 'rag', { detail: string }[]>;
    };
    expect(workers.asr[0]?.detail).toContain('Moonshine');
    expect(workers.lm[0]?.detail).toContain('joe');
    expect(workers.rag[0]?.detail).toContain('by meaning');
  });

  it('hears, cites and speaks, and refuses what the documents do not hold', async () => {
    let cited = 0;
    for (const { file, document } of questions.filter(({ file }) => ASKED.includes(file))) {
      const { transcript, citations, answer } = await talk(file, stack.url);
      expect(transcript, file).not.toBe('');
      expect(answer, file).not.toBe('');
      if (document === null) expect(citations, file).toEqual([]);
      else if (citations[0]?.document === document) cited++;
    }
    expect(cited).toBeGreaterThanOrEqual(LEAST_CITED);
  }, 240_000);
});
