import { createRuntime } from '@parley/onnx';
import { expect, it } from 'vitest';
import { FRAMES, logMelModel, MELS, SAMPLE_RATE_HZ, WINDOW_SAMPLES } from './log-mel.js';

/** Four seconds of silence, then a tone and a rising one. */
function signal(): Float32Array {
  const wave = (n: number) =>
    0.1 * Math.sin((2 * Math.PI * 440 * n) / SAMPLE_RATE_HZ) +
    0.05 * Math.sin((2 * Math.PI * n * (1_000 + n / 100)) / SAMPLE_RATE_HZ);
  return Float32Array.from({ length: WINDOW_SAMPLES }, (_, n) =>
    n < WINDOW_SAMPLES / 2 ? 0 : wave(n),
  );
}

/** [mel, frame, value] as the feature extractor published with smart-turn (pipecat-ai 1.14.0) gives for that signal. */
const EXPECTED = [
  [0, 0, -0.285],
  [10, 300, -0.285],
  [12, 450, 1.5703],
  [20, 500, -0.285],
  [40, 600, -0.285],
  [79, 799, -0.1744],
  [5, 401, 0.6427],
] as const;

it('gives the features that the model was trained on', async () => {
  const runtime = createRuntime({ device: 'cpu' });
  const graph = await runtime.load(logMelModel(), { threads: 1 });
  const audio = runtime.hostTensor('f32', [1, WINDOW_SAMPLES]);
  const features = runtime.hostTensor('f32', [1, MELS, FRAMES]);
  audio.data?.set(signal());
  const step = graph.bind({ inputs: { audio }, outputs: { features } });
  await step.run();
  for (const [mel, frame, value] of EXPECTED)
    expect(features.data?.[mel * FRAMES + frame], `mel ${mel}, frame ${frame}`).toBeCloseTo(
      value,
      3,
    );
  expect(features.data?.reduce((sum, each) => sum + each, 0)).toBeCloseTo(-12_602, -2);
  for (const part of [step, audio, features, graph, runtime]) part.close();
});
