import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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

  const details = async () => {
    const { workers } = (await (await fetch(`${stack.url}/api/info`)).json()) as {
      workers: Record<'asr' | 'lm' | 'rag', { detail: string }[]>;
    };
    return [workers.asr, workers.lm, workers.rag].map(([worker]) => worker?.detail);
  };

  it('runs with all of them', async () => {
    const wanted = ['Moonshine', 'joe', 'by meaning'].map((name) => expect.stringContaining(name));
    // the passages get their vectors after the start
    await vi.waitFor(async () => expect(await details()).toEqual(wanted), { timeout: 120_000 });
  }, 130_000);

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
