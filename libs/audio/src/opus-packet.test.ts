import { describe, expect, it } from 'vitest';
import { MalformedAudio } from './errors.js';
import {
  MAX_OPUS_PACKET_BYTES,
  opusPacketDurationMs,
  readOpusPacketLayout,
} from './opus-packet.js';
import { tonePackets } from './testing/index.js';

/** TOC byte of RFC 6716 section 3.1. */
const toc = (configuration: number, code: number) => (configuration << 3) | code;
const SILK_20 = 1;
const SILK_60 = 3;
const HYBRID_10 = 12;
const CELT_2_5 = 16;
const CELT_20 = 31;
const packet = (head: number[], bodyBytes: number) =>
  Uint8Array.of(...head, ...new Array<number>(bodyBytes).fill(7));

describe('the duration of an Opus packet', () => {
  it.each([10, 20, 40, 60, 80, 120])('is that of the %d ms that libopus encoded', (packetMs) => {
    for (const encoded of tonePackets(3, packetMs))
      expect(opusPacketDurationMs(encoded)).toBe(packetMs);
  });

  it.each([
    ['one SILK frame', packet([toc(SILK_20, 0)], 30), 20],
    ['two equal frames', packet([toc(SILK_60, 1)], 60), 120],
    ['two frames of different lengths', packet([toc(HYBRID_10, 2), 10], 30), 20],
    ['two frames, the first with a long length', packet([toc(CELT_20, 2), 252, 1], 300), 40],
    ['48 equal frames', packet([toc(CELT_2_5, 3), 48], 96), 120],
    ['three listed frames', packet([toc(CELT_20, 3), 0x83, 5, 6], 20), 60],
    ['two frames and padding', packet([toc(CELT_20, 3), 0x42, 4], 24), 40],
    ['padding of more than 254 bytes', packet([toc(CELT_20, 3), 0x41, 255, 1], 255), 20],
    ['a frame that was not coded', packet([toc(CELT_20, 0)], 0), 20],
  ])('is the sum of its frames: %s', (_, bytes, durationMs) => {
    expect(opusPacketDurationMs(bytes)).toBe(durationMs);
  });

  it('comes with the layout of the frames', () => {
    expect(readOpusPacketLayout(packet([toc(CELT_20, 3), 0x83, 5, 6], 20))).toEqual({
      frameMs: 20,
      frameCount: 3,
      durationMs: 60,
    });
  });

  it('leaves room for the largest packet that the rules allow', () => {
    const lengths = new Array(47).fill([252 + (1275 % 4), (1275 - 255) / 4]).flat() as number[];
    const largest = packet([toc(CELT_2_5, 3), 0x80 | 48, ...lengths], 48 * 1275);
    expect(opusPacketDurationMs(largest)).toBe(120);
    expect(largest.length).toBeLessThanOrEqual(MAX_OPUS_PACKET_BYTES);
  });
});

describe('bytes that are no Opus packet', () => {
  it.each([
    ['nothing', [], 0, 'it is empty'],
    [
      'a frame of more than 1275 bytes',
      [toc(CELT_20, 0)],
      1276,
      '1276 bytes, and 1275 is the most',
    ],
    ['two frames in an odd number of bytes', [toc(CELT_20, 1)], 3, 'in equal parts'],
    ['a frame longer than the packet', [toc(CELT_20, 2), 40], 10, 'shorter than its frames'],
    ['a frame length that is cut off', [toc(CELT_20, 2), 252], 0, 'ends within a frame length'],
    ['no frame count', [toc(CELT_20, 3)], 0, 'frame count is missing'],
    ['no frames', [toc(CELT_20, 3), 0], 10, 'frame count is missing'],
    ['more than 120 ms', [toc(SILK_60, 3), 3], 30, 'it would last 180 ms'],
    ['padding without an end', [toc(CELT_20, 3), 0x41, 255], 0, 'padding has no end'],
    ['padding longer than the packet', [toc(CELT_20, 3), 0x41, 50], 10, 'in equal parts'],
  ])('are refused with the reason: %s', (_, head, bodyBytes, reason) => {
    const read = () => opusPacketDurationMs(packet(head, bodyBytes));
    expect(read).toThrow(MalformedAudio);
    expect(read).toThrow(reason);
  });
});
