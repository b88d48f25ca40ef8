import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '@parley/bus';
import { CliError } from '../errors.js';
import { askQuestion } from './ask-question.js';
import { pageName } from './synthetic-corpus.js';
import type { EphemeralRagService } from './ephemeral-rag-service.js';

const ASKED_EVERY_MS = 20;
const PAGES_CHANGED = 5;

/** Asks all the time until the signal, and gives how long the slowest answer took; the service may not be there yet. */
export async function slowestAnswerMs(bus: Bus, signal: AbortSignal): Promise<number> {
  let slowest = 0;
  while (!signal.aborted) {
    const startedAt = performance.now();
    const answered = await askQuestion(bus, { question: 'What is new?', history: [] }).catch(
      () => undefined,
    );
    if (answered) slowest = Math.max(slowest, performance.now() - startedAt);
    await sleep(ASKED_EVERY_MS);
  }
  return slowest;
}

/** Changes some pages one after another; how long each took until a question was answered from what is new, in seconds. */
export async function changedPageSeconds(
  { bus, documents }: EphemeralRagService,
  folder: string,
): Promise<number[]> {
  const seconds: number[] = [];
  for (let page = 0; page < PAGES_CHANGED; page++) {
    const startedAt = performance.now();
    const word = `zu${'abcde'.charAt(page)}zabu`;
    await appendFile(join(folder, pageName(page)), `\n\n## News\n\nThe ${word} is here.\n`);
    await documents.refresh(60_000);
    const { done } = await askQuestion(bus, {
      question: `Where is the ${word}?`,
      history: [],
      withRanking: true,
    });
    if (done.ranking?.[0]?.document !== pageName(page))
      throw new CliError('A changed page cannot be asked for.');
    seconds.push((performance.now() - startedAt) / 1_000);
  }
  return seconds;
}

/** Linux tells it; elsewhere there is no figure. */
export async function memoryMb(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
}
