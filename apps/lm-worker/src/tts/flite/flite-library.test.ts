import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { FliteLibrary } from './flite-library.js';
import { FLITE_VOICES } from './flite-voices.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('keeps its voices loaded when garbage is collected', async () => {
  const library = new FliteLibrary();
  const lengths: number[] = [];
  for (const { name } of [...FLITE_VOICES, ...FLITE_VOICES]) {
    collectGarbage();
    // finalizers run between tasks
    await new Promise(setImmediate);
    lengths.push(library.synthesize({ voice: name, text: 'hello there' }).samples.length);
  }
  expect(Math.min(...lengths)).toBeGreaterThan(8_000);
});

it('knows no other voices', () => {
  const library = new FliteLibrary();
  expect(() => library.synthesize({ voice: '/tmp/a.flitevox', text: 'hello' })).toThrow('no voice');
});
