import { Decoder } from '@evan/opus';
import { pcmFromBytes } from '@parley/protocol';
import { expect, it } from 'vitest';
import { AudioSource } from './audio-source.js';

const tone = Int16Array.from({ length: 24_000 }, (_, i) => 8_000 * Math.sin(i / 8));
const source = () => new AudioSource({ samples: tone, speechEnd: 12_000, seconds: 1 });

it('cuts a recording into packets of 20 ms', () => {
  expect(source().packets).toBe(50);
  expect(source().lastSpeechPacket).toBe(24);
});

it('speaks the recording, and then keeps the line open with the quiet of a room', () => {
  const decoder = new Decoder({ channels: 1, sample_rate: 24_000 });
  const speaker = source();
  const loudness = Array.from({ length: 100 }, (_, index) => {
    const samples = pcmFromBytes(decoder.decode(speaker.packet(index)));
    return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
  });
  expect(Math.min(...loudness.slice(5, 50))).toBeGreaterThan(4_000);
  expect(Math.max(...loudness.slice(60))).toBeLessThan(100);
});
