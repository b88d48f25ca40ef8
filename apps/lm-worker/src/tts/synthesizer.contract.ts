import { integratedLoudness } from '@parley/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { soundOf } from '../engines/cascade/clause-sound.js';
import { spokenText, spokenWords } from '../text-normalization/spoken-form.js';
import { PERSONAPLEX_VOICE_NAMES } from './personaplex-voice-names.js';
import type { Synthesizer } from './synthesizer.js';

const never = new AbortController().signal;

/** What every voice promises. `own` are the names of its speakers. */
export function describeSynthesizer(
  name: string,
  { start, own }: { start: () => Promise<Synthesizer>; own: readonly string[] },
): void {
  describe(`the voice ${name}`, () => {
    let synthesizer: Synthesizer;
    beforeAll(async () => {
      synthesizer = await start();
    });
    afterAll(() => synthesizer?.close());

    const speak = (text: string, voice = own[0] as string) =>
      synthesizer.synthesize({ voice, text }, never);

    it('says what it is', () => {
      expect(synthesizer.name).not.toBe('');
    });

    it('lists its own speakers and the eighteen of PersonaPlex', () => {
      const personaplex = PERSONAPLEX_VOICE_NAMES.map(({ name }) => name);
      expect(synthesizer.voices).toEqual([...own, ...personaplex]);
    });

    it('has somebody for every name that it lists, with and without .pt, and for no other', async () => {
      for (const listed of synthesizer.voices) {
        const voice = await synthesizer.voice(listed);
        expect(own).toContain(voice?.name);
        expect(await synthesizer.voice(`${listed}.pt`)).toEqual(voice);
      }
      for (const unknown of ['VARM5', '../../etc/passwd', ''])
        expect(await synthesizer.voice(unknown)).toBeUndefined();
    });

    it('speaks longer the more there is to say', async () => {
      const [short, long] = [await speak('hello there'), await speak('hello there '.repeat(4))];
      expect(short.samples.length / synthesizer.sampleRateHz).toBeGreaterThan(0.3);
      expect(long.samples.length).toBeGreaterThan(2 * short.samples.length);
    });

    it('speaks at the rate that is asked for, and at its own after that', async () => {
      const seconds = async (rate?: number) => {
        const request = { voice: own[0] as string, text: 'hello there and welcome' };
        const speech = await synthesizer.synthesize({ ...request, ...(rate && { rate }) }, never);
        return speech.samples.length / synthesizer.sampleRateHz;
      };
      const usual = await seconds();
      expect((await seconds(0.7)) / usual).toBeGreaterThan(1.2);
      expect((await seconds(1.4)) / usual).toBeLessThan(0.85);
      expect((await seconds()) / usual).toBeCloseTo(1, 1);
    });

    it('takes text for text, whatever it looks like', async () => {
      for (const text of ['-voice', '/etc/hostname', '; rm x', '.'])
        expect((await speak(text)).samples.length).toBeGreaterThan(0);
    });

    it('serves several at once, each with what it asked for', async () => {
      const texts = ['hello', 'hello there', 'hello there and on'];
      const alone = [];
      for (const text of texts) alone.push((await speak(text)).samples.length);
      const together = await Promise.all(texts.map((text) => speak(text)));
      expect(together.map(({ samples }) => samples.length)).toEqual(alone);
    });

    it('does not begin what nobody waits for any more', async () => {
      const stopped = AbortSignal.abort(new Error('stopped'));
      const request = { voice: own[0] as string, text: 'hello' };
      await expect(synthesizer.synthesize(request, stopped)).rejects.toThrow('stopped');
    });

    it.each(own)('brings %s to -22 LUFS without clipping', async (speaker) => {
      const words = spokenWords('Restart the printer first, then open the queue and try again.');
      const voice = await synthesizer.voice(speaker);
      const speech = await speak(spokenText(words), speaker);
      const { sampleRateHz } = synthesizer;
      const { samples } = soundOf(words, speech, { sampleRateHz, gainDb: voice?.gainDb ?? 0 });
      expect(Math.abs(integratedLoudness(samples, sampleRateHz) + 22)).toBeLessThan(1.5);
      expect(samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)).toBeLessThan(1);
    });
  });
}
