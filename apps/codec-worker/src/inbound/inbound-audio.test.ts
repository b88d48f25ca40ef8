import { describe, expect, it } from 'vitest';
import { CodecMetrics } from '../metrics.js';
import { encode, joined, powerAt, tone } from '../testing/index.js';
import { MAX_AHEAD_MS } from './backlog-limiter.js';
import { MAX_CONCEALED_MS, InboundAudio, type StampedFrame } from './inbound-audio.js';

const PACKETS = encode(tone(440, 2_400));

/** Sends packets as a client does that keeps to real time; `undefined` is one that was lost. */
function send(packets: (Uint8Array | undefined)[], packetMs = 20) {
  const metrics = new CodecMetrics();
  const inbound = new InboundAudio(metrics);
  const frames = packets.flatMap((packet, sequence) => {
    const nowMs = sequence * packetMs;
    return packet ? inbound.push(packet, { sequence, arrivedAt: 1_000 + nowMs }, nowMs) : [];
  });
  return { frames, metrics, inbound };
}

async function figure(metrics: CodecMetrics, name: string): Promise<number> {
  const series = await metrics.registry.getSingleMetric(`parley_codec_${name}_total`)?.get();
  return series?.values.reduce((sum, { value }) => sum + value, 0) ?? NaN;
}

const audio = (frames: StampedFrame[]) => joined(frames.map(({ samples }) => samples));

describe('InboundAudio', () => {
  it.each([2.5, 10, 20, 40, 60, 100, 120])(
    'makes frames of 80 ms from packets of %d ms',
    (packetMs) => {
      const { frames } = send(encode(tone(440, 2_400), packetMs), packetMs);
      expect(frames.map(({ samples }) => samples.length)).toEqual(new Array(30).fill(1_920));
      expect(frames.map(({ stamp }) => stamp.sequence)).toEqual(frames.map((_, i) => i));
      expect(powerAt(440, audio(frames).subarray(4_800))).toBeGreaterThan(0.9);
    },
  );

  it('stamps a frame with the arrival of the newest packet in it', () => {
    const { frames } = send(PACKETS.slice(0, 8));
    expect(frames.map(({ stamp }) => stamp.arrivedAt)).toEqual([1_060, 1_140]);
  });

  it('fills a short gap, so that what follows keeps its place in time', async () => {
    const { frames, metrics } = send(
      PACKETS.map((packet, i) => (i === 50 || i === 51 ? undefined : packet)),
    );
    expect(frames).toHaveLength(30);
    expect(powerAt(440, audio(frames).subarray(4_800))).toBeGreaterThan(0.9);
    expect(await figure(metrics, 'packets_concealed')).toBe(2);
    expect(await figure(metrics, 'gaps_shortened')).toBe(0);
  });

  it('does not make minutes of sound from a huge gap', async () => {
    const metrics = new CodecMetrics();
    const inbound = new InboundAudio(metrics);
    const frames = PACKETS.slice(0, 8).flatMap((packet, i) =>
      inbound.push(packet, { sequence: i < 4 ? i : i + 100_000, arrivedAt: 0 }, i * 20),
    );
    const audibleMs = 8 * 20 + MAX_CONCEALED_MS;
    expect(frames).toHaveLength(Math.floor(audibleMs / 80));
    expect(await figure(metrics, 'gaps_shortened')).toBe(1);
  });

  it('conceals packets that cannot be decoded and counts them', async () => {
    const { frames, metrics } = send(
      PACKETS.map((packet, i) => (i % 10 === 5 ? Uint8Array.of(0xff) : packet)),
    );
    expect(frames).toHaveLength(30);
    expect(await figure(metrics, 'packets_concealed')).toBe(12);
  });

  it('drops and counts packets that come twice', async () => {
    const metrics = new CodecMetrics();
    const inbound = new InboundAudio(metrics);
    for (const packet of [PACKETS[0], PACKETS[0]] as Uint8Array[])
      inbound.push(packet, { sequence: 0, arrivedAt: 0 }, 0);
    expect(await figure(metrics, 'packets_late')).toBe(1);
  });

  it('passes a burst on up to the bound, drops the oldest beyond it and goes on with the newest', async () => {
    const metrics = new CodecMetrics();
    const inbound = new InboundAudio(metrics);
    const packets = encode(tone(440, MAX_AHEAD_MS + 4_920), 120);
    const passed = packets.flatMap((packet, sequence) =>
      inbound.push(packet, { sequence, arrivedAt: 0 }, 0),
    );
    const dropped = await figure(metrics, 'frames_dropped');
    const later = [80, 160, 240, 320].flatMap((nowMs) => inbound.tick(nowMs));
    expect(passed).toHaveLength(Math.floor(MAX_AHEAD_MS / 80));
    expect(later).toHaveLength(3);
    expect(later[0]?.stamp.sequence).toBe(passed.length + dropped);
    expect(await figure(metrics, 'frames_in')).toBe(passed.length + later.length);
  });

  it('makes silence of what a muted client does not send, in real time and not for ever', () => {
    const { inbound } = send(PACKETS.slice(0, 50));
    const ticked = Array.from({ length: 125 }, (_, i) => inbound.tick(1_000 + i * 80));
    const samples = ticked.flat().reduce((sum, frame) => sum + frame.samples.length, 0);
    expect(samples / 24).toBeGreaterThan(2_900);
    expect(samples / 24).toBeLessThan(3_100);
    const secondsIn = ticked.slice(0, 14).flat();
    expect(secondsIn.reduce((sum, frame) => sum + frame.samples.length, 0) / 24).toBeCloseTo(
      1_040,
      -2,
    );
    expect(audio(ticked.flat().slice(1)).every((sample) => sample === 0)).toBe(true);
    expect(ticked.flat().map(({ stamp }) => stamp.sequence)).toEqual(
      ticked.flat().map((_, i) => 12 + i),
    );
  });

  it('keeps the time of a client that refreshes its silence every 400 ms', () => {
    const { inbound } = send(PACKETS.slice(0, 50));
    let samples = 0;
    const count = (frames: StampedFrame[]) =>
      frames.forEach((frame) => (samples += frame.samples.length));
    for (let ms = 1_000, sequence = 50; ms < 5_000; ms += 40) {
      if (ms % 400 === 0)
        count(inbound.push(PACKETS[0] as Uint8Array, { sequence: sequence++, arrivedAt: ms }, ms));
      if (ms % 80 === 0) count(inbound.tick(ms));
    }
    expect(samples / 24).toBeGreaterThan(3_000);
    expect(samples / 24).toBeLessThan(4_300);
  });

  it('fills nothing in while packets come late, nor before the first', () => {
    const inbound = new InboundAudio(new CodecMetrics());
    expect(inbound.tick(10_000)).toEqual([]);
    inbound.push(PACKETS[0] as Uint8Array, { sequence: 0, arrivedAt: 0 }, 20_000);
    expect(inbound.tick(20_200)).toEqual([]);
  });
});
