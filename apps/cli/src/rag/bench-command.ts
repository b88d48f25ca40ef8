import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { percentile, spread } from '../bench/statistics.js';
import { openProgress } from '../terminal/progress.js';
import { printJson, printLine } from '../terminal/print.js';
import { onStopSignal } from '../terminal/stop-signal.js';
import { tableLines } from '../terminal/table.js';
import { askQuestion } from './ask-question.js';
import { changedPageSeconds, memoryMb, slowestAnswerMs } from './bench-service.js';
import { CHUNKS_PER_PAGE, SyntheticCorpus } from './synthetic-corpus.js';
import { startEphemeralRagService, type EphemeralRagService } from './ephemeral-rag-service.js';

const QUESTIONS = 200;
/** The first questions find caches and the compiler cold. */
const WARM_UP = 20;

interface RagBench {
  chunks: number;
  pages: number;
  /** From the launch of the service until all pages can be asked. */
  readySeconds: number;
  pagesPerSecond: number;
  /** Of questions that were asked while the pages were read in. */
  slowestAnswerMs: number;
  /** How many chunks get vectors in a second, and the slowest answer meanwhile; null without an embedding model. */
  embeddedPerSecond: number | null;
  slowestAnswerWhileEmbeddingMs: number | null;
  /** As the service measures it. */
  retrievalMs: { p50Ms: number | null; p95Ms: number | null };
  /** From the writing of one changed page until it answers a question; median of a few. */
  changedPageSeconds: number | null;
  /** From the launch of a service on an index that has all pages until they can be asked. */
  restartSeconds: number;
  /** Of the service, resident; the peak is that of reading in. Null where the system does not tell. */
  memoryMb: number | null;
  peakMemoryMb: number | null;
}

export function addRagBench(bench: Command): void {
  bench
    .command('rag')
    .description('Measure reading in, embedding, retrieval and memory over made-up documents.')
    .option('--chunks <n>', 'size of the index', chunkCount, 10_000)
    .option('--json', 'print one JSON object instead of a table')
    .addHelpText('after', '\nExample:\n  $ parley bench rag --chunks 100000')
    .action(benchRag);
}

async function benchRag({ chunks, json }: { chunks: number; json?: boolean }): Promise<void> {
  const signal = onStopSignal();
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-rag-'));
  try {
    const pages = Math.ceil(chunks / CHUNKS_PER_PAGE);
    const questions = await new SyntheticCorpus().write(folder, pages, QUESTIONS);
    const bench = await measure(folder, pages, questions, signal);
    if (json) printJson(bench);
    else printBench(bench);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  folder: string,
  pages: number,
  questions: readonly string[],
  signal: AbortSignal,
): Promise<RagBench> {
  const reading = new AbortController();
  let slowest = Promise.resolve(0);
  const startedAt = performance.now();
  const service = await startEphemeralRagService(folder, {
    onBus: (bus) => {
      slowest = slowestAnswerMs(bus, reading.signal);
    },
  });
  const readySeconds = secondsSince(startedAt);
  reading.abort();
  try {
    const figures = {
      chunks: pages * CHUNKS_PER_PAGE,
      pages,
      readySeconds,
      pagesPerSecond: pages / readySeconds,
      slowestAnswerMs: await slowest,
      ...(await embedding(service, pages * CHUNKS_PER_PAGE, signal)),
      retrievalMs: spread(await retrievalTimes(service, questions, signal)),
      changedPageSeconds: percentile(await changedPageSeconds(service, folder), 0.5),
      memoryMb: await memoryMb(service.pid, 'VmRSS'),
      peakMemoryMb: await memoryMb(service.pid, 'VmHWM'),
    };
    return { ...figures, restartSeconds: await restartSeconds(service) };
  } finally {
    await service.close();
  }
}

async function embedding(
  service: EphemeralRagService,
  chunks: number,
  signal: AbortSignal,
): Promise<Pick<RagBench, 'embeddedPerSecond' | 'slowestAnswerWhileEmbeddingMs'>> {
  const embedded = new AbortController();
  const startedAt = performance.now();
  const slowest = slowestAnswerMs(service.bus, embedded.signal);
  const byMeaning = await service.meaningSettled(signal).finally(() => embedded.abort());
  const seconds = secondsSince(startedAt);
  const slowestMs = await slowest;
  return {
    embeddedPerSecond: byMeaning ? chunks / seconds : null,
    slowestAnswerWhileEmbeddingMs: byMeaning ? slowestMs : null,
  };
}

async function restartSeconds(service: EphemeralRagService): Promise<number> {
  await service.stop();
  const startedAt = performance.now();
  await service.start();
  return secondsSince(startedAt);
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1_000;
}

async function retrievalTimes(
  { bus }: EphemeralRagService,
  questions: readonly string[],
  signal: AbortSignal,
): Promise<number[]> {
  const times: number[] = [];
  const progress = openProgress('Asking');
  try {
    for (const question of [...questions.slice(0, WARM_UP), ...questions]) {
      signal.throwIfAborted();
      const { done } = await askQuestion(bus, { question, history: [] });
      times.push(done.retrievalMs);
      progress.update(times.length / (questions.length + WARM_UP));
    }
    return times.slice(WARM_UP);
  } finally {
    progress.stop();
  }
}

function printBench({ retrievalMs, ...bench }: RagBench): void {
  const figures: [string, number | null][] = [
    ['chunks', bench.chunks],
    ['pages', bench.pages],
    ['seconds until all can be asked', bench.readySeconds],
    ['pages a second', bench.pagesPerSecond],
    ['slowest answer meanwhile, ms', bench.slowestAnswerMs],
    ['chunks embedded a second', bench.embeddedPerSecond],
    ['slowest answer meanwhile, ms', bench.slowestAnswerWhileEmbeddingMs],
    ['retrieval p50, ms', retrievalMs.p50Ms],
    ['retrieval p95, ms', retrievalMs.p95Ms],
    ['seconds until a changed page answers', bench.changedPageSeconds],
    ['seconds until a restart answers', bench.restartSeconds],
    ['memory, MB', bench.memoryMb],
    ['memory at its peak, MB', bench.peakMemoryMb],
  ];
  const rows = figures.map(([name, figure]) => [name, figure?.toFixed(1) ?? '-']);
  for (const line of tableLines(['', ''], rows)) printLine(`  ${line}`);
}

function chunkCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < CHUNKS_PER_PAGE || count > 1_000_000)
    throw new InvalidArgumentError('It is a whole number from 4 to 1000000.');
  return count;
}
