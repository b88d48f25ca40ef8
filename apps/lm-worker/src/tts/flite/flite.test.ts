import { expect, it } from 'vitest';
import { describeSynthesizer } from '../synthesizer.contract.js';
import { FliteProcess } from './flite-process.js';
import { FliteProgram } from './flite-program.js';
import { FLITE_VOICES } from './flite-voices.js';

const own = FLITE_VOICES.map(({ name }) => name);

describeSynthesizer('of the Flite library', {
  start: () => FliteProcess.start(() => undefined),
  own,
});
describeSynthesizer('of the flite program', { start: () => FliteProgram.start('flite'), own });

it('tells when each word begins', async () => {
  const flite = await FliteProcess.start(() => undefined);
  const request = { voice: 'slt', text: 'Open the V P N, please wait.' };
  const { wordStartsSeconds = [] } = await flite.synthesize(request, new AbortController().signal);
  expect(wordStartsSeconds).toHaveLength(7);
  expect(wordStartsSeconds).toEqual([...wordStartsSeconds].sort((a, b) => a - b));
  await flite.close();
});
