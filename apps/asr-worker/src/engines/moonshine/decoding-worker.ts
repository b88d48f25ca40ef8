import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { beamSearch, type Hypothesis } from './beam-search.js';
import type { Reading, ThreadData, ThreadReply, ThreadRequest } from './decoding-messages.js';
import { MOONSHINE_SAMPLE_RATE_HZ, MoonshineModel } from './model.js';
import { PrefixTree } from './prefix-tree.js';
import { BEGIN_TOKEN, END_TOKEN, Tokenizer } from './tokenizer.js';

/** Moonshine's authors: speech has no more, a decoder that has lost the sound does. */
const TOKENS_PER_SECOND = 6.5;
const MIN_TOKENS = 4;

interface Opened {
  tokenizer: Tokenizer;
  model: MoonshineModel;
}
type DecodeRequest = Extract<ThreadRequest, { type: 'decode' }>;

/** Decodes on a thread of its own: ONNX Runtime blocks the thread it runs on. */
const port = parentPort;
const files = workerData as ThreadData;
const running = new Map<number, AbortController>();
let bias: PrefixTree | undefined;
const reply = (message: ThreadReply) => port?.postMessage(message);

const opened = await open().catch((error: unknown) => {
  reply({ type: 'unusable', reason: reasonOf(error) });
  return undefined;
});
if (opened) {
  port?.on('message', (request: ThreadRequest) => handle(request, opened));
  reply({ type: 'ready' });
}

async function open(): Promise<Opened> {
  const tokenizer = Tokenizer.parse(await readFile(files.tokenizer));
  return { tokenizer, model: await MoonshineModel.load(files) };
}

function handle(request: ThreadRequest, { model, tokenizer }: Opened): void {
  switch (request.type) {
    case 'listen-for':
      bias = request.words.length > 0 ? new PrefixTree(request.words) : undefined;
      return;
    case 'cancel':
      running.get(request.id)?.abort();
      return;
    case 'decode':
      void decode(request, model, tokenizer);
  }
}

async function decode(
  { id, samples, beam }: DecodeRequest,
  model: MoonshineModel,
  tokenizer: Tokenizer,
): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const hypotheses = await beamSearch(await model.encode(samples), {
      beginToken: BEGIN_TOKEN,
      endToken: END_TOKEN,
      beam,
      maxTokens:
        MIN_TOKENS + Math.ceil((TOKENS_PER_SECOND * samples.length) / MOONSHINE_SAMPLE_RATE_HZ),
      textOf: (token) => tokenizer.textOf(token),
      signal: controller.signal,
      ...(bias ? { bias } : {}),
    });
    reply({ type: 'readings', id, readings: hypotheses.map(readingOf(tokenizer)) });
  } catch (error) {
    reply({ type: 'failed', id, reason: reasonOf(error) });
  } finally {
    running.delete(id);
  }
}

function readingOf(tokenizer: Tokenizer) {
  return ({ tokens, logProbabilities, isCut }: Hypothesis): Reading => ({
    text: tokenizer.decode(tokens),
    meanLogProbability: sum(logProbabilities) / logProbabilities.length,
    isCut,
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
