import { Encoder } from '@evan/opus';
import { pcmToBytes } from '@parley/protocol';
import { expect, it } from 'vitest';
import { AudioSink } from './audio-sink.js';

/** Opus packets of 20 ms, silent or with a tone. */
function packets(count: number, amplitude: number): Uint8Array[] {
  const encoder = new Encoder({ channels: 1, sample_rate: 24_000, application: 'voip' });
  return Array.from({ length: count }, () => {
    const tone = Int16Array.from({ length: 480 }, (_, i) => amplitude * Math.sin(i / 8));
    return encoder.encode(pcmToBytes(tone));
  });
}

it('measures from the end of speech to the first packet that can be heard', () => {
  const sink = new AudioSink();
  packets(5, 0).forEach((packet, i) => sink.receive(packet, i * 20));
  sink.speechEnded(100);
  packets(10, 0).forEach((packet, i) => sink.receive(packet, 100 + i * 20));
  expect(sink.endOfSpeechToFirstAudioMs).toBeUndefined();
  packets(3, 8_000).forEach((packet, i) => sink.receive(packet, 700 + i * 20));
  expect(sink.endOfSpeechToFirstAudioMs).toBeCloseTo(600, -2);
});

it('knows how long it has been quiet', () => {
  const sink = new AudioSink();
  expect(sink.quietForMs(0)).toBe(Infinity);
  packets(5, 8_000).forEach((packet, i) => sink.receive(packet, i * 20));
  expect(sink.quietForMs(1_080)).toBe(1_000);
});

it('keeps all that it heard', () => {
  const sink = new AudioSink();
  packets(50, 8_000).forEach((packet, i) => sink.receive(packet, i * 20));
  expect(sink.packets).toBe(50);
  expect(sink.recording()).toHaveLength(24_000);
});
