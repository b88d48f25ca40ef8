import { createRuntime, type Runtime } from '@parley/onnx';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Sampler, Sampling } from '../sampler.js';
import { SamplingTensors } from '../sampling-tensors.js';
import { BATCH, LmGraph } from './lm-graph.js';
import { sample, samplingInputs } from './sampling.js';

const LOGITS = [0.3, 2.1, -1, 1.7, 0.9, 1.2, -3, 0];

let runtime: Runtime;
beforeAll(() => {
  runtime = createRuntime({ device: 'cpu' });
});
afterAll(() => runtime.close());

/** Draws one token for each sampler, all from the same logits in one run. */
async function draw(samplers: readonly Sampler[]): Promise<number[]> {
  const [rows, card] = [samplers.length, LOGITS.length];
  const graph = new LmGraph(undefined as never);
  const { builder } = graph;
  const logits = builder.input('logits', 'f32', [BATCH, card]);
  const noise = builder.input('sampling.noise', 'f32', [BATCH, card]);
  const token = sample(graph, logits, noise, samplingInputs(graph));
  builder.output(token, 'token', 'i64', [BATCH]);
  const loaded = await runtime.load(builder.build());
  const tensors = new SamplingTensors(runtime, rows, card, [card]);
  tensors.prepare(samplers.map((sampler, slot) => ({ slot, sampler, draw: sampler.text })));
  const input = runtime.hostTensor('f32', [rows, card]);
  for (let row = 0; row < rows; row++) input.data?.set(LOGITS, row * card);
  const output = runtime.hostTensor('i64', [rows]);
  const step = loaded.bind({
    inputs: { logits: input, ...tensors.perSlot, ...tensors.shared },
    outputs: { token: output },
  });
  await step.run();
  const tokens = Array.from(output.data ?? [], Number);
  step.close();
  loaded.close();
  return tokens;
}

const sampler = (sampling: Partial<Sampling>) =>
  new Sampler(Sampling.parse(sampling), { text: LOGITS.length, audio: LOGITS.length });

it('draws each of the likeliest tokens as often as its probability says, and no other', async () => {
  const [temperature, topK, draws] = [0.8, 5, 20_000];
  const one = sampler({ seed: 1, textTemperature: temperature, textTopK: topK });
  const tokens = await draw(Array<Sampler>(draws).fill(one));
  const likeliest = [...LOGITS].sort((a, b) => b - a).slice(0, topK);
  const total = likeliest.reduce((sum, logit) => sum + Math.exp(logit / temperature), 0);
  LOGITS.forEach((logit, token) => {
    const kept = likeliest.includes(logit);
    const expected = kept ? (draws * Math.exp(logit / temperature)) / total : 0;
    const drawn = tokens.filter((other) => other === token).length;
    expect(Math.abs(drawn - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected));
  });
});

it('draws by the wish of each slot, side by side', async () => {
  const greedy = sampler({ greedy: true });
  const cold = sampler({ textTemperature: 0 });
  const two = sampler({ seed: 5, textTopK: 2, textTemperature: 50 });
  const all = sampler({ seed: 6, textTopK: 0, textTemperature: 1e6 });
  const samplers = Array.from(
    { length: 400 },
    (_, i) => [greedy, cold, two, all][i % 4] as Sampler,
  );
  const tokens = await draw(samplers);
  const drawnBy = (one: Sampler) =>
    [...new Set(tokens.filter((_, i) => samplers[i] === one))].sort((a, b) => a - b);
  expect(drawnBy(greedy)).toEqual([1]);
  expect(drawnBy(cold)).toEqual([1]);
  expect(drawnBy(two)).toEqual([1, 3]);
  expect(drawnBy(all)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
