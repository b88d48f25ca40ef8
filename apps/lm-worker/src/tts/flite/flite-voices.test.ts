import { expect, it } from 'vitest';
import { fliteVoice, VOICE_NAMES } from './flite-voices.js';

it.each([
  ['slt', 'slt'],
  ['NATF2', 'slt'],
  ['NATF2.pt', 'slt'],
  ['NATM0', 'rms'],
  ['VARF4', 'slt'],
  ['VARM4.pt', 'awb'],
  ['VARM5', undefined],
  ['../../etc/passwd', undefined],
  ['', undefined],
])('takes %j for %j', (name, expected) => {
  expect(fliteVoice(name)?.name).toBe(expected);
});

it('lists its own four voices and the eighteen of PersonaPlex', () => {
  expect(VOICE_NAMES).toHaveLength(22);
  expect(VOICE_NAMES.slice(0, 4)).toEqual(['slt', 'rms', 'awb', 'kal16']);
});
