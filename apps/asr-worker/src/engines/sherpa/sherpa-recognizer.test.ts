import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRecognizer } from '../../stt/recognizer.contract.js';
import { writeOfflineCtc, writeStreamingTransducer } from '../../testing/tiny-models.js';
import { readModelFolder } from './model-folder.js';
import { createSherpaRecognizer } from './sherpa-recognizer.js';
import { plainWords } from '../../stt/plain-words.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-sherpa-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function opened(name: string, write: (folder: string) => Promise<void>) {
  const folder = join(root, name);
  await write(folder);
  return createSherpaRecognizer(folder);
}

describeRecognizer('sherpa-onnx with a streaming transducer', {
  create: () => opened('streaming', writeStreamingTransducer),
  expected: 'hello',
  hasPartials: true,
});

describeRecognizer('sherpa-onnx with an offline model', {
  create: () => opened('offline', writeOfflineCtc),
  expected: 'hello',
  hasPartials: false,
});

describe('the model folder', () => {
  it('tells a streaming transducer from an offline model by what it takes', async () => {
    await writeStreamingTransducer(join(root, 'a'));
    await writeOfflineCtc(join(root, 'b'));
    expect(await readModelFolder(join(root, 'a'))).toMatchObject({
      kind: 'online',
      name: 'a',
      files: { transducer: { joiner: join(root, 'a', 'joiner.onnx') } },
    });
    expect(await readModelFolder(join(root, 'b'))).toMatchObject({
      kind: 'offline',
      files: { nemoCtc: { model: join(root, 'b', 'model.onnx') } },
    });
  });

  it('takes the files of eight bits where there are some', async () => {
    const folder = join(root, 'quantized');
    await writeOfflineCtc(folder);
    await writeOfflineCtc(join(root, 'b'));
    await writeFile(join(folder, 'model.int8.onnx'), await readFile(join(root, 'b/model.onnx')));
    expect(await readModelFolder(folder)).toMatchObject({
      files: { nemoCtc: { model: join(folder, 'model.int8.onnx') } },
    });
  });

  it('says what it looked for when nothing fits', async () => {
    const folder = await mkdtemp(join(root, 'empty-'));
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      name: 'SherpaModelUnusable',
      plain: true,
      message: expect.stringMatching(
        /Looked for tokens\.txt .*transducer.*Whisper.*Found: nothing\./,
      ),
    });
  });

  it('says when there is no such folder', async () => {
    await expect(readModelFolder(join(root, 'nowhere'))).rejects.toThrow(/is not a folder/);
  });

  it('names a file that is no model', async () => {
    const folder = await mkdtemp(join(root, 'broken-'));
    await writeFile(join(folder, 'tokens.txt'), '');
    await writeFile(join(folder, 'model.onnx'), 'no model');
    await expect(createSherpaRecognizer(folder)).rejects.toThrow(/model\.onnx is not a valid ONNX/);
  });
});

it('writes plain words whatever a model was trained to write', () => {
  expect(plainWords(' My WiFi, is "down"? ')).toBe('my wi-fi is down');
});
