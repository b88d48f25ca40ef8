import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { floatToInt16 } from '@parley/audio';
import { DOCUMENTS } from '../../testing/documents.js';
import { describeRecognizer } from '../../stt/recognizer.contract.js';
import type { RecognizerStream } from '../../stt/recognizer.js';
import { concat, quiet, say } from '../../testing/speech.js';
import { MoonshineRecognizer } from './moonshine-recognizer.js';

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const modelDir = process.env['PARLEY_TEST_MODELS']
  ? join(process.env['PARLEY_TEST_MODELS'], 'moonshine-tiny-en')
  : join(cache, 'parley', 'models', 'moonshine-tiny-en');

const isMissing = !existsSync(modelDir);
if (isMissing)
  process.stderr.write(`Moonshine is not tested: no ${modelDir}; \`parley models pull speech\`.\n`);

describe.skipIf(isMissing)('on the real model', () => {
  describeRecognizer('Moonshine', {
    create: () => MoonshineRecognizer.create({ modelDir, threads: 1 }),
    expected: 'my printer is not working',
    hasPartials: true,
  });

  describeRecognizer('Moonshine with documents', {
    create: async () => {
      const recognizer = await MoonshineRecognizer.create({ modelDir, threads: 2 });
      await recognizer.learn(DOCUMENTS);
      return recognizer;
    },
    expected: 'my printer is not working',
    hasPartials: true,
  });

  describe('Moonshine', () => {
    let recognizer: MoonshineRecognizer;
    let stream: RecognizerStream;
    beforeAll(async () => {
      recognizer = await MoonshineRecognizer.create({ modelDir });
      stream = await recognizer.open();
    });
    afterAll(() => recognizer?.close());

    it('has the transcript ready when it was worked on in the pause', async () => {
      const spoken = await say('When is the service desk open on Saturday?');
      stream.accept(floatToInt16(concat(quiet(300), spoken, quiet(160))));
      void stream.preflight();
      await vi.waitFor(() =>
        expect(stream.partial()).toMatch(/service desk open on saturday\.?$/i),
      );
      // a decode would take its thread's answer, which no turn of the event loop that is due now can bring
      const next = new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)));
      const finished = await Promise.race([stream.finish(), next]);
      expect(finished?.text).toMatch(/service desk open on saturday$/);
    });

    it('hears a minute without a break', async () => {
      const sentences = [
        'The projector in my lecture room does not work.',
        'How long can I keep my account after I leave?',
        'When is the service desk open on Saturday?',
        'How can I use my office computer from home?',
      ];
      const spoken = await Promise.all(sentences.map((sentence) => say(sentence)));
      let samples = 0;
      let rounds = 0;
      for (; samples < 60 * 16_000; rounds++)
        for (const sentence of spoken) {
          const pcm16k = floatToInt16(concat(sentence, quiet(200)));
          stream.accept(pcm16k);
          samples += pcm16k.length;
        }
      const { text } = await stream.finish();
      expect(text.split('projector')).toHaveLength(rounds + 1);
      expect(text.split('office computer')).toHaveLength(rounds + 1);
    }, 60_000);

    it('is not sure of noise', async () => {
      stream.accept(floatToInt16(quiet(3_000).map((sample) => sample * 1_000)));
      const { text, inDomain } = await stream.finish();
      expect(text === '' || !inDomain).toBe(true);
    });

    it('leaves the event loop free while it decodes', async () => {
      const spoken = await say('How long can I keep my account after I leave the college?');
      const before = performance.eventLoopUtilization();
      stream.accept(floatToInt16(spoken));
      await stream.finish();
      // a decode on the event loop would take nearly all of it
      expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
    });

    it('closes in the middle of a decode', async () => {
      const closing = await MoonshineRecognizer.create({ modelDir, threads: 1 });
      const leaving = await closing.open();
      leaving.accept(floatToInt16(await say('My printer is not working.')));
      void leaving.preflight();
      await leaving.close();
      await closing.close();
    });

    it('learns words, and says how many', async () => {
      await recognizer.learn(DOCUMENTS);
      expect(recognizer.detail).toMatch(
        /^Moonshine, moonshine-tiny-en, \d+ rare words from 3 documents$/,
      );
    });
  });
});

describe('a folder that is not a model', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-moonshine-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('says that there is no such folder, and what fetches it', async () => {
    await expect(
      MoonshineRecognizer.create({ modelDir: join(folder, 'nowhere') }),
    ).rejects.toMatchObject({
      name: 'MoonshineModelUnusable',
      plain: true,
      message: expect.stringMatching(/nowhere is not a folder.*`parley models pull speech`/),
    });
  });

  it('says what it looked for, and what it found', async () => {
    await writeFile(join(folder, 'encoder_model.ort'), '');
    await expect(MoonshineRecognizer.create({ modelDir: folder })).rejects.toThrow(
      /Looked for encoder_model\.ort or encoder_model\.onnx, .*tokenizer\.bin\. Found: encoder_model\.ort\./,
    );
  });

  it.skipIf(isMissing)('names the folder of a damaged model', async () => {
    await writeFile(join(folder, 'decoder_model_merged.ort'), 'no model');
    await writeFile(join(folder, 'tokenizer.bin'), '');
    const opening = MoonshineRecognizer.create({ modelDir: folder });
    await expect(opening).rejects.toMatchObject({
      name: 'MoonshineModelUnusable',
      message: expect.stringContaining(`${folder} is damaged`),
    });
  });
});
