import { describe, expect, it, vi } from 'vitest';
import { FallbackSynthesizer } from './fallback-synthesizer.js';
import type { Synthesizer } from './synthesizer.js';

const never = new AbortController().signal;
const SECOND = 22_050;

/** Speaks one second of a constant level. */
function voice(name: string, sampleRateHz: number, gainDb: number, level = 1_000) {
  return {
    name,
    sampleRateHz,
    voices: [`${name}-speaker`, 'NATF0'],
    voice: vi.fn(async (asked: string) =>
      asked.startsWith('NATF0') || asked === `${name}-speaker`
        ? { name: `${name}-speaker`, gainDb }
        : undefined,
    ),
    synthesize: vi.fn(async () => ({ samples: new Int16Array(sampleRateHz).fill(level) })),
    close: vi.fn(async () => undefined),
  } satisfies Synthesizer;
}

function setUp() {
  const [piper, flite] = [voice('piper', SECOND, 0), voice('flite', 16_000, 6)];
  const events = { onClauseReplaced: vi.fn(), onVoiceReplaced: vi.fn() };
  const open = vi.fn(async (): Promise<Synthesizer> => flite);
  const synthesizer = new FallbackSynthesizer(piper, open, events);
  const say = (text = 'hello') => synthesizer.synthesize({ voice: 'piper-speaker', text }, never);
  return { piper, flite, events, open, synthesizer, say };
}

describe('a voice with another behind it', () => {
  it('speaks alone while it can', async () => {
    const { synthesizer, say, open, flite } = setUp();
    expect(await synthesizer.voice('NATF0')).toEqual({ name: 'piper-speaker', gainDb: 0 });
    await say();
    expect(synthesizer).toMatchObject({ name: 'piper', sampleRateHz: SECOND });
    expect(open).not.toHaveBeenCalled();
    expect(flite.synthesize).not.toHaveBeenCalled();
  });

  it('lends a clause that it cannot speak, at its own rate and loudness', async () => {
    const { synthesizer, say, piper, flite, events } = setUp();
    await synthesizer.voice('NATF0');
    const cause = new Error('no sound');
    piper.synthesize.mockRejectedValueOnce(cause);
    const { samples } = await say('hello there');
    expect(samples.length / SECOND).toBeCloseTo(1, 2);
    expect(samples[SECOND / 2]).toBeCloseTo(1_995, -1);
    const request = { voice: 'flite-speaker', text: 'hello there' };
    expect(flite.synthesize).toHaveBeenCalledExactlyOnceWith(request, never);
    expect(events.onClauseReplaced).toHaveBeenCalledExactlyOnceWith(cause);
    expect(synthesizer.name).toBe('piper');
    expect((await say()).samples[0]).toBe(1_000);
  });

  it('never clips what it lends', async () => {
    const { say, piper, flite, synthesizer } = setUp();
    await synthesizer.voice('NATF0');
    piper.synthesize.mockRejectedValueOnce(new Error('no sound'));
    flite.synthesize.mockResolvedValueOnce({ samples: new Int16Array(16_000).fill(30_000) });
    const { samples } = await say();
    expect(samples[SECOND / 2]).toBeGreaterThan(28_000);
  });

  it('is given up after three failures in a row, and says so', async () => {
    const { synthesizer, say, piper, events } = setUp();
    piper.synthesize.mockRejectedValue(new Error('no sound'));
    for (let clause = 0; clause < 5; clause++) await say();
    expect(piper.synthesize).toHaveBeenCalledTimes(3);
    expect(events.onClauseReplaced).toHaveBeenCalledTimes(2);
    expect(events.onVoiceReplaced).toHaveBeenCalledOnce();
    expect(synthesizer).toMatchObject({ name: 'flite (piper failed)', sampleRateHz: SECOND });
    expect(await synthesizer.voice('piper-speaker')).toMatchObject({ name: 'flite-speaker' });
    expect(await synthesizer.voice('nobody')).toBeUndefined();
  });

  it('is not given up for failures with successes between', async () => {
    const { say, piper, events } = setUp();
    for (let clause = 0; clause < 5; clause++) {
      piper.synthesize.mockRejectedValueOnce(new Error('no sound'));
      await say();
      await say();
    }
    expect(events.onVoiceReplaced).not.toHaveBeenCalled();
  });

  it('finds somebody for a session whose voice it cannot try out', async () => {
    const { synthesizer, piper, flite } = setUp();
    piper.voice.mockRejectedValueOnce(new Error('no sound'));
    expect(await synthesizer.voice('NATF0.pt')).toEqual({ name: 'flite-speaker', gainDb: 6 });
    await synthesizer.synthesize({ voice: 'flite-speaker', text: 'hello' }, never);
    expect(flite.synthesize).toHaveBeenCalledOnce();
    expect(piper.synthesize).not.toHaveBeenCalled();
  });

  it('tells its own failure where there is no other', async () => {
    const { say, piper, open } = setUp();
    open.mockRejectedValue(new Error('not installed'));
    piper.synthesize.mockRejectedValue(new Error('no sound'));
    for (let clause = 0; clause < 4; clause++) await expect(say()).rejects.toThrow('no sound');
    expect(piper.synthesize).toHaveBeenCalledTimes(4);
  });

  it('stops when it is told to, without a second try', async () => {
    const { synthesizer, piper, open } = setUp();
    piper.synthesize.mockRejectedValueOnce(new Error('no sound'));
    const stopped = AbortSignal.abort(new Error('stopped'));
    const request = { voice: 'piper-speaker', text: 'hello' };
    await expect(synthesizer.synthesize(request, stopped)).rejects.toThrow('stopped');
    expect(open).not.toHaveBeenCalled();
  });

  it('closes both', async () => {
    const { synthesizer, piper, flite, say } = setUp();
    piper.synthesize.mockRejectedValueOnce(new Error('no sound'));
    await say();
    await synthesizer.close();
    expect(piper.close).toHaveBeenCalledOnce();
    expect(flite.close).toHaveBeenCalledOnce();
  });
});
