import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concat, quiet, say, seededRandom, withNoise } from '../testing/speech.js';
import { CHUNK_SAMPLES, SileroVad } from './silero-vad.js';

let vad: SileroVad;
beforeAll(async () => {
  vad = await SileroVad.load();
});
afterAll(() => vad.close());

async function probabilities(samples: Float32Array): Promise<number[]> {
  const stream = vad.open();
  const found: number[] = [];
  for (let at = 0; at + CHUNK_SAMPLES <= samples.length; at += CHUNK_SAMPLES)
    found.push(await stream.probability(samples.subarray(at, at + CHUNK_SAMPLES)));
  return found;
}

const share = (values: readonly number[]) =>
  values.filter((value) => value >= 0.5).length / values.length;

describe('SileroVad', () => {
  it.each(['rms', 'awb', 'kal16'])(
    'hears the voice of %s and the silence around it',
    async (voice) => {
      const speech = await say('My printer does not work.', { voice });
      const pause = quiet(640);
      const found = await probabilities(concat(pause, speech, pause));
      const pauseChunks = Math.floor(pause.length / CHUNK_SAMPLES);
      expect(share(found.slice(0, pauseChunks))).toBe(0);
      expect(share(found.slice(pauseChunks, -pauseChunks))).toBeGreaterThan(0.7);
    },
  );

  it('hears a voice through noise at 20 dB', async () => {
    const speech = await say('My printer does not work.');
    expect(share(await probabilities(withNoise(speech, 20)))).toBeGreaterThan(0.7);
  });

  it('hears no voice in noise, clicks or nothing at all', async () => {
    const random = seededRandom(3);
    const noise = Float32Array.from({ length: 32_000 }, () => (random() - 0.5) * 0.1);
    const clicks = new Float32Array(32_000).map((_, at) => (at % 4_000 < 30 ? 0.8 : 0));
    for (const sound of [noise, clicks, new Float32Array(32_000)])
      expect(share(await probabilities(sound))).toBeLessThan(0.05);
  });

  it('keeps the memory of each session to itself', async () => {
    const speech = await say('Where can I find the printer?');
    const alone = await probabilities(speech);
    const [together] = await Promise.all([probabilities(speech), probabilities(quiet(2_000))]);
    expect(together).toEqual(alone);
  });
});
