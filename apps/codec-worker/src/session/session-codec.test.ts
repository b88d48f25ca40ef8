import { SessionRefused } from '@parley/bus';
import { expect, it } from 'vitest';
import { tone } from '../testing.js';
import { openSessionCodec } from './session-codec.js';

it('carries PCM to the bus and back as it is', () => {
  const codec = openSessionCodec('pcm');
  const back: Int16Array[] = [];
  codec.encode(tone(440, 80), (payload) => codec.decode(payload, (frame) => back.push(frame)));
  expect(back).toEqual([tone(440, 80)]);
});

it('refuses Mimi codes with a sentence', () => {
  expect(() => openSessionCodec('codes')).toThrow(SessionRefused);
  expect(() => openSessionCodec('codes')).toThrow(/carries PCM only/);
});
