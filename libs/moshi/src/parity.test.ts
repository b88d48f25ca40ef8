import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import type { MoshiBatch } from './moshi-batch.js';
import type { MoshiModel } from './moshi-model.js';
import { Sampling } from './sampler.js';
import { textFrames } from './system-prompt.js';
import { tensorsOf } from './tensors.js';
import { smallConfig as config, SmallModels, userCodes } from './testing/small-model.js';

/** What NVIDIA's implementation draws; made by `tools/reference/moshi_golden.py`. */
interface Golden {
  tokens: number[][];
  logits: Record<string, { text: number[]; audio: number[][] }>;
}
type Stored = Golden & { steps: number; embeddings: string; cache: number[] };
let golden: Record<string, Golden> & { stored: Stored };

const FRAMES = 220;
const VOICE_FRAMES = 40;
const TEXT_PROMPT = [11, 42, 7, 99, 3, 65, 20, 8, 119];
const GREEDY = Sampling.parse({ greedy: true });

let models: SmallModels;
let whole: MoshiModel;

beforeAll(async () => {
  golden = JSON.parse(await readFile(new URL('testing/golden.json', import.meta.url), 'utf8'));
  models = await SmallModels.create();
  whole = await models.load('whole', { steps: 16 });
});
afterAll(() => models.close());

/** As the release has it: weights of 8 of the depformer's 16 steps. */
const patched = [
  ...tensorsOf(config, 8),
  ...tensorsOf(config, 16).filter(({ name }) => name === 'depformer_emb.7.weight'),
];

const voiceCodes = Array.from({ length: VOICE_FRAMES }, (_, frame) =>
  Array.from({ length: 8 }, (_, k) => (frame * 53 + k * 211 + 5) % 2048),
);

async function converse(batch: MoshiBatch, expected: Golden, slot = 0): Promise<number[][]> {
  const frames: number[][] = [];
  for (let frame = 0; frame < FRAMES; frame++) {
    const outputs = await batch.step(new Map([[slot, { user: userCodes(frame) }]]));
    const output = outputs.get(slot);
    if (output) frames.push([output.text, ...output.audio]);
    const logits = expected.logits[frame];
    if (logits) expectLogits(batch, slot, logits);
  }
  return frames;
}

function expectLogits(batch: MoshiBatch, slot: number, expected: Golden['logits'][string]): void {
  const text = batch.textLogits(slot) as Float32Array;
  const audio = batch.audioLogits(slot) as Float32Array;
  const difference = (a: ArrayLike<number>, b: number[]) =>
    Math.max(...b.map((value, i) => Math.abs(value - (a[i] as number))));
  expect(difference(text, expected.text)).toBeLessThan(1e-4);
  expected.audio.forEach((values, step) =>
    expect(difference(audio.subarray(step * config.card), values)).toBeLessThan(1e-4),
  );
}

async function withBatch(model: MoshiModel, use: (batch: MoshiBatch) => Promise<void>) {
  const batch = model.open(1);
  batch.restart(0, GREEDY);
  await use(batch);
  await batch.close();
}

describe('the reference, token for token', () => {
  it('speaks over hundreds of frames, longer than its context, with and without a person', async () => {
    await withBatch(whole, async (batch) => {
      expect(await converse(batch, golden['plain'] as Golden)).toEqual(golden['plain']?.tokens);
    });
  });

  it('takes a checkpoint of 8 depformer steps for 16', async () => {
    const model = await models.load('patched', { steps: 16, tensors: patched });
    await withBatch(model, async (batch) => {
      expect(await converse(batch, golden['patched'] as Golden)).toEqual(golden['patched']?.tokens);
    });
  });

  it.each([
    ['voiceAndText', voiceCodes],
    ['textOnly', []],
  ])('follows a prompt (%s)', async (name, codes) => {
    await withBatch(whole, async (batch) => {
      await batch.feedVoice(0, { codes });
      await batch.feed(0, textFrames(config, TEXT_PROMPT));
      expect(await converse(batch, golden[name] as Golden)).toEqual(golden[name]?.tokens);
    });
  });

  it('replays a stored voice', async () => {
    const { stored } = golden;
    const bytes = Buffer.from(stored.embeddings, 'base64');
    const values = new Float32Array(new Uint8Array(bytes).buffer);
    const embeddings = Array.from({ length: stored.steps }, (_, i) =>
      values.subarray(i * config.dim, (i + 1) * config.dim),
    );
    await withBatch(whole, async (batch) => {
      await batch.feedVoice(0, { embeddings, tokens: Int32Array.from(stored.cache) });
      await batch.feed(0, textFrames(config, TEXT_PROMPT));
      expect(await converse(batch, stored)).toEqual(stored.tokens);
    });
  });

  it('says the same with the eight steps that are heard', async () => {
    const heard = golden['voiceAndText']?.tokens.map((frame) => frame.slice(0, 9));
    const model = await models.load('eight', { steps: 8 });
    await withBatch(model, async (batch) => {
      await batch.feedVoice(0, { codes: voiceCodes });
      await batch.feed(0, textFrames(config, TEXT_PROMPT));
      const expected = { tokens: [], logits: {} };
      expect(await converse(batch, expected)).toEqual(heard);
    });
  });
});
