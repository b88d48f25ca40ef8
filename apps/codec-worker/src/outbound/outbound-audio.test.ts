import { opusPacketDurationMs, rmsDbfs } from '@parley/audio';
import { describe, expect, it } from 'vitest';
import { ConcealingDecoder } from '../inbound/concealing-decoder.js';
import { CodecMetrics } from '../metrics.js';
import { joined, powerAt, tone } from '../testing/index.js';
import { OutboundAudio } from './outbound-audio.js';

function packetsOf(pcm: Int16Array, bitrate = 28_000): Uint8Array[] {
  const outbound = new OutboundAudio(bitrate, new CodecMetrics());
  return Array.from({ length: pcm.length / 1_920 }, (_, i) =>
    outbound.encode(pcm.subarray(i * 1_920, (i + 1) * 1_920)),
  ).flat();
}

describe('OutboundAudio', () => {
  it('makes four packets of 20 ms from a frame', () => {
    expect(packetsOf(tone(440, 80)).map(opusPacketDurationMs)).toEqual([20, 20, 20, 20]);
  });

  it('keeps a tone as it was', () => {
    const decoder = new ConcealingDecoder();
    const decoded = joined(
      packetsOf(tone(1_000, 1_600)).map((packet) => decoder.decode(packet).samples),
    );
    expect(powerAt(1_000, decoded.subarray(4_800))).toBeGreaterThan(0.9);
    expect(rmsDbfs(decoded)).toBeCloseTo(rmsDbfs(tone(1_000, 1_600)), 0);
  });

  it.each([16_000, 28_000, 64_000])('keeps near the bitrate of %d', (bitrate) => {
    let state = 1;
    const noise = Int16Array.from({ length: 48_000 }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return (state >> 18) - 4_096;
    });
    const bytes = packetsOf(noise, bitrate).reduce((sum, packet) => sum + packet.length, 0);
    expect((bytes * 8) / 2 / bitrate).toBeGreaterThan(0.7);
    expect((bytes * 8) / 2 / bitrate).toBeLessThan(1.3);
  });

  it('drops and counts a frame of another length', async () => {
    const metrics = new CodecMetrics();
    expect(new OutboundAudio(28_000, metrics).encode(new Int16Array(1_000))).toEqual([]);
    expect((await metrics.framesMalformed.get()).values[0]?.value).toBe(1);
  });
});
