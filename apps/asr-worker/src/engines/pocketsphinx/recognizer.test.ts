import { describe, expect, it } from 'vitest';
import { describeRecognizer } from '../../stt/recognizer.contract.js';
import { DOCUMENTS } from '../../testing/documents.js';
import { PocketSphinxRecognizer } from './recognizer.js';

const modelDir = '/usr/share/pocketsphinx/model/en-us';
const onError = (error: unknown) => {
  throw error;
};

describeRecognizer('PocketSphinx with documents', {
  create: async () => {
    const recognizer = await PocketSphinxRecognizer.create({
      modelDir,
      onGaveUp: () => undefined,
      onError,
    });
    await recognizer.learn(DOCUMENTS);
    return recognizer;
  },
  expected: 'my printer is not working',
  hasPartials: true,
});

describe('PocketSphinx', () => {
  it('names the packages to install when the model is missing', async () => {
    const missing = PocketSphinxRecognizer.create({
      modelDir: '/nowhere',
      onGaveUp: () => undefined,
      onError,
    });
    await expect(missing).rejects.toMatchObject({
      name: 'PocketSphinxMissing',
      plain: true,
      message: expect.stringMatching(
        /\/nowhere\/en-us .*apt-get install pocketsphinx pocketsphinx-en-us/,
      ),
    });
  });
});
