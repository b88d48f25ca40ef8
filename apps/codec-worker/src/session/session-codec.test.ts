import { expect, it } from 'vitest';
import { tone } from '../testing/index.js';
import { PCM } from './session-codec.js';

it('carries PCM to the bus and back as it is', () => {
  const back: Int16Array[] = [];
  PCM.encode(tone(440, 80), (payload) => PCM.decode(payload, (frame) => back.push(frame)));
  expect(back).toEqual([tone(440, 80)]);
});
