import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { floatToInt16 } from '@parley/audio';
import type { Recognizer, RecognizerStream } from './recognizer.js';
import { concat, quiet, say } from '../testing/speech.js';

export interface ContractCase {
  create(): Promise<Recognizer>;
  /** What the adapter makes of "my printer is not working". */
  expected: string;
  /** Whether it says something before the utterance is over. */
  hasPartials: boolean;
}

const CHUNK_SAMPLES = 512;

/** What every recogniser promises. */
export function describeRecognizer(name: string, { create, expected, hasPartials }: ContractCase) {
  describe(`the recogniser ${name}`, () => {
    let recognizer: Recognizer;
    let speech: Int16Array;
    let stream: RecognizerStream;

    beforeAll(async () => {
      recognizer = await create();
      const spoken = await say('My printer is not working.');
      speech = floatToInt16(concat(quiet(300), spoken, quiet(160)));
      stream = await recognizer.open();
    });
    afterAll(async () => {
      await stream?.close();
      await recognizer?.close();
    });

    const feed = (pcm: Int16Array, to = stream) => {
      for (let at = 0; at < pcm.length; at += CHUNK_SAMPLES)
        to.accept(pcm.slice(at, at + CHUNK_SAMPLES));
    };

    it('says what it is', () => {
      expect(recognizer.detail).not.toBe('');
    });

    it('hears an utterance, and the next one after it', async () => {
      for (let turn = 0; turn < 2; turn++) {
        feed(speech);
        expect(await stream.finish()).toMatchObject({ text: expected, inDomain: true });
      }
    });

    it('takes the next utterance while it still works on the last', async () => {
      feed(speech);
      const first = stream.finish();
      feed(speech);
      const second = stream.finish();
      expect([(await first).text, (await second).text]).toEqual([expected, expected]);
    });

    if (hasPartials) {
      it('tells what it hears while somebody speaks', async () => {
        feed(speech);
        await vi.waitFor(() => expect(stream.partial()).not.toBe(''), 10_000);
        await stream.finish();
        expect(stream.partial()).toBe('');
      });
    }

    it('works ahead in a pause and takes it back when speech goes on', async () => {
      const half = Math.floor(speech.length / 2);
      feed(speech.subarray(0, half));
      void stream.preflight();
      feed(speech.subarray(half));
      void stream.preflight();
      expect((await stream.finish()).text).toBe(expected);
    });

    it('forgets what it was told to forget', async () => {
      feed(speech);
      stream.reset();
      feed(speech);
      expect((await stream.finish()).text).toBe(expected);
    });

    it('hears nothing in nothing', async () => {
      expect((await stream.finish()).text).toBe('');
    });

    it('keeps two people apart', async () => {
      const other = await recognizer.open();
      feed(speech);
      feed(speech.subarray(0, 4_800), other);
      other.reset();
      expect((await stream.finish()).text).toBe(expected);
      await other.close();
    });

    it('lets a stream go in the middle of an utterance', async () => {
      const leaving = await recognizer.open();
      feed(speech, leaving);
      void leaving.preflight();
      await leaving.close();
      const next = await recognizer.open();
      feed(speech, next);
      expect((await next.finish()).text).toBe(expected);
      await next.close();
    });
  });
}
