import { rmsDbfs } from '@parley/audio';
import { describe, expect, it } from 'vitest';
import { encode, joined, powerAt, tone } from '../testing/index.js';
import { ConcealingDecoder } from './concealing-decoder.js';

describe('ConcealingDecoder', () => {
  it.each([2.5, 5, 10, 20, 40, 60, 80, 120])('decodes packets of %d ms', (packetMs) => {
    const decoder = new ConcealingDecoder();
    const decoded = encode(tone(440, 960), packetMs).map((packet) => decoder.decode(packet));
    const samples = joined(decoded.map((part) => part.samples));
    expect(decoded.some(({ concealed }) => concealed)).toBe(false);
    expect(samples.length).toBe(960 * 24);
    expect(powerAt(440, samples.subarray(4_800))).toBeGreaterThan(0.9);
    expect(decoder.lastDurationMs).toBe(packetMs);
  });

  it('mixes a stereo packet down', () => {
    const stereo = Uint8Array.of((encode(tone(440, 20))[0]?.[0] ?? 0) | 0b100);
    expect(new ConcealingDecoder().decode(stereo).samples.length).toBe(480);
  });

  it.each([2.5, 20, 60, 120])('carries a tone in packets of %d ms over a gap', (packetMs) => {
    const decoder = new ConcealingDecoder();
    for (const packet of encode(tone(440, 960), packetMs)) decoder.decode(packet);
    const concealed = decoder.conceal(120);
    expect(concealed.length).toBe(120 * 24);
    expect(rmsDbfs(concealed.subarray(0, 240))).toBeGreaterThan(-20);
    expect(powerAt(440, concealed.subarray(0, 480))).toBeGreaterThan(0.8);
  });

  it('fades out in a long gap', () => {
    const decoder = new ConcealingDecoder();
    for (const packet of encode(tone(440, 960))) decoder.decode(packet);
    expect(rmsDbfs(decoder.conceal(1_000).subarray(-2_400))).toBeLessThan(-35);
  });

  it.each([
    ['what is no Opus packet', Uint8Array.of(0xff, 0, 1, 2)],
    ['an empty packet', new Uint8Array()],
    ['text', new TextEncoder().encode('{"type":"not audio, at all"}')],
  ])('conceals %s for as long as the packets before it lasted', (_, packet) => {
    const decoder = new ConcealingDecoder();
    decoder.decode(encode(tone(440, 40), 40)[0] as Uint8Array);
    const { samples, concealed } = decoder.decode(packet);
    expect(concealed).toBe(true);
    expect(samples.length).toBe(40 * 24);
  });

  it('has silence for what is lost before the first packet', () => {
    expect(new ConcealingDecoder().conceal(60)).toEqual(new Int16Array(1_440));
  });

  it('recovers after damaged packets', () => {
    const decoder = new ConcealingDecoder();
    const packets = encode(tone(440, 1_000));
    for (const packet of packets.slice(0, 20))
      decoder.decode(packet.map((byte, i) => (i > 4 ? ~byte : byte)));
    const samples = joined(packets.slice(20).map((packet) => decoder.decode(packet).samples));
    expect(powerAt(440, samples.subarray(-4_800))).toBeGreaterThan(0.9);
  });
});
