import { describe, expect, it, vi } from 'vitest';
import type { DecodeOptions, Decoding } from './decoding-pool.js';
import type { Reading } from './decoding-messages.js';
import { MoonshineStream } from './moonshine-stream.js';
import { Spelling } from './spelling.js';

const SECOND = 16_000;
const sure = { meanLogProbability: -0.1, isCut: false };

/** Says how many seconds it was given; each decode waits until it is let go. */
class ScriptedDecoding implements Decoding {
  isBusy = false;
  readonly asked: (DecodeOptions & { seconds: number; finish(): void })[] = [];

  constructor(private readonly readings?: readonly Reading[]) {}

  decode(samples: Float32Array, options: DecodeOptions): Promise<readonly Reading[]> {
    const seconds = Math.round(samples.length / SECOND);
    return new Promise((resolve) => {
      const finish = () => resolve(this.readings ?? [{ text: `${seconds} Seconds.`, ...sure }]);
      this.asked.push({ ...options, seconds, finish });
    });
  }

  finishAll(): void {
    for (const { finish } of this.asked) finish();
  }
}

function opened(readings?: readonly Reading[]) {
  const decoding = new ScriptedDecoding(readings);
  const stream = new MoonshineStream({ decoding, spelling: () => new Spelling() });
  return {
    decoding,
    stream,
    speak: (seconds: number) => stream.accept(new Int16Array(seconds * SECOND)),
  };
}

describe('the stream', () => {
  it('decodes in the pause, and has nothing left to do at the end', async () => {
    const { decoding, stream, speak } = opened();
    decoding.isBusy = true;
    speak(2);
    void stream.preflight();
    void stream.preflight();
    const transcript = stream.finish();
    decoding.finishAll();
    expect(await transcript).toMatchObject({ text: '2 seconds', inDomain: true });
    expect(decoding.asked.map(({ priority }) => priority)).toEqual(['final']);
  });

  it('gives the decode of a pause up when speech goes on', async () => {
    const { decoding, stream, speak } = opened();
    decoding.isBusy = true;
    speak(1);
    void stream.preflight();
    speak(1);
    expect(decoding.asked[0]?.signal.aborted).toBe(true);
    const transcript = stream.finish();
    decoding.finishAll();
    expect((await transcript).text).toBe('2 seconds');
  });

  it('has never more than one partial result under way, and none while others wait', async () => {
    const { decoding, stream, speak } = opened();
    speak(1);
    speak(1);
    expect(decoding.asked).toHaveLength(1);
    decoding.finishAll();
    await vi.waitFor(() => expect(stream.partial()).toMatch(/^1 seconds/i));
    decoding.isBusy = true;
    speak(1);
    expect(decoding.asked).toHaveLength(1);
    decoding.isBusy = false;
    speak(1);
    expect(decoding.asked.map(({ seconds, beam }) => [seconds, beam])).toEqual([
      [1, 1],
      [4, 1],
    ]);
  });

  it('gives a partial result up for the final one', async () => {
    const { decoding, stream, speak } = opened();
    speak(1);
    const transcript = stream.finish();
    expect(decoding.asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    decoding.finishAll();
    expect((await transcript).text).toBe('1 seconds');
    expect(stream.partial()).toBe('');
  });

  it('cuts long speech into windows, and says them in their order', async () => {
    const { decoding, stream, speak } = opened();
    for (let second = 0; second < 60; second++) speak(1);
    const transcript = stream.finish();
    const windows = decoding.asked.filter(({ priority }) => priority === 'final');
    expect(Math.max(...windows.map(({ seconds }) => seconds))).toBeLessThanOrEqual(15);
    expect(windows.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(60);
    [...decoding.asked].reverse().forEach(({ finish }) => finish());
    const said = windows.map(({ seconds }) => `${seconds} seconds`).join(' ');
    expect((await transcript).text).toBe(said);
  });

  it('tells the second reading where it has other words', async () => {
    const { decoding, stream, speak } = opened([
      { text: 'The VPM.', ...sure },
      { text: 'The vpm', ...sure },
      { text: 'The VPN.', ...sure },
    ]);
    speak(1);
    const transcript = stream.finish();
    decoding.finishAll();
    expect(await transcript).toMatchObject({
      text: 'the vpm',
      alternative: 'the vpn',
      inDomain: true,
    });
  });

  it.each([
    ['was a guess', { text: 'Hm.', meanLogProbability: -1.2, isCut: false }],
    ['was cut', { text: 'And so', meanLogProbability: -0.1, isCut: true }],
    ['goes round in circles', { text: 'so '.repeat(9), meanLogProbability: -0.1, isCut: false }],
  ])('is not sure of what %s', async (_, reading) => {
    const { decoding, stream, speak } = opened([reading]);
    speak(1);
    const transcript = stream.finish();
    decoding.finishAll();
    expect((await transcript).inDomain).toBe(false);
  });

  it('asks nothing for a click', async () => {
    const { decoding, stream } = opened();
    stream.accept(new Int16Array(800));
    expect(await stream.finish()).toMatchObject({ text: '', inDomain: true });
    expect(decoding.asked).toEqual([]);
  });
});
