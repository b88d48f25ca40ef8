import { describe, expect, it } from 'vitest';
import { MalformedAudio } from './errors.js';
import { MAX_AUDIO_MESSAGE_BYTES, OpusStreamReader } from './opus-stream-reader.js';
import {
  cutAnywhere,
  oggStream,
  randomBytes,
  seededRandom,
  tonePackets,
  webmStream,
} from './testing/index.js';

const PACKETS = tonePackets(60);

function readAll(reader: OpusStreamReader, messages: Iterable<Uint8Array>): Uint8Array[] {
  return [...messages].flatMap((message) => reader.push(message));
}

describe('telling the formats apart', () => {
  it.each([
    ['Ogg', oggStream],
    ['WebM', webmStream],
  ])('recognises %s from its first bytes, one byte at a time', async (_, stream) => {
    const bytes = await stream(PACKETS);
    const reader = new OpusStreamReader();
    expect(readAll(reader, cutAnywhere(bytes, 1, Math.random))).toEqual(PACKETS);
    expect(reader.skippedBytes).toBe(0);
  });

  it('takes anything else as bare packets, one a message', () => {
    const reader = new OpusStreamReader();
    expect(readAll(reader, PACKETS)).toEqual(PACKETS);
  });

  it('takes bare packets of 20 to 120 ms, and an audio message without a payload', () => {
    const reader = new OpusStreamReader();
    const mixed = [20, 40, 60, 80, 100, 120].flatMap((packetMs) => tonePackets(2, packetMs));
    expect(readAll(reader, [new Uint8Array(), ...mixed])).toEqual(mixed);
  });

  it('follows a client that goes from bare packets to a container', async () => {
    const reader = new OpusStreamReader();
    readAll(reader, PACKETS);
    expect(reader.push(await oggStream(PACKETS))).toEqual(PACKETS);
  });

  it('gives packets that stay as they are when the message is overwritten', () => {
    const reader = new OpusStreamReader();
    const message = (PACKETS[0] as Uint8Array).slice();
    const [packet] = reader.push(message);
    message.fill(0);
    expect(packet).toEqual(PACKETS[0]);
  });
});

describe('what makes no sense', () => {
  it.each([
    ['a text in place of audio', new TextEncoder().encode('{"type":"hello, is this on?"}')],
    ['a frame over 1275 bytes', new Uint8Array(2_000).fill(0xf8)],
    ['a packet over 120 ms', Uint8Array.of(0x1b, 0x03, 1, 2, 3)],
  ])('is refused with one sentence: %s', (_, message) => {
    const reader = new OpusStreamReader();
    expect(() => reader.push(message)).toThrow(MalformedAudio);
    expect(() => reader.push(message)).toThrow(/^[A-Z][^\n]*\.$/);
    expect(reader.skippedBytes).toBe(2 * message.length);
  });

  it('is a message larger than any live client sends, and the stream goes on without it', async () => {
    const reader = new OpusStreamReader();
    const stream = await oggStream(PACKETS);
    reader.push(stream);
    expect(() => reader.push(new Uint8Array(MAX_AUDIO_MESSAGE_BYTES + 1))).toThrow('is the most.');
    expect(reader.push(stream)).toEqual(PACKETS);
  });

  it('does not keep what comes after it from being heard', () => {
    const reader = new OpusStreamReader();
    expect(() => reader.push(new Uint8Array(2_000).fill(0xf8))).toThrow(MalformedAudio);
    expect(readAll(reader, PACKETS)).toEqual(PACKETS);
  });
});

describe('fuzz, the same in every run', () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);

  /** A reader may refuse with its own error and nothing else. */
  function survive(messages: Uint8Array[]): Uint8Array[] {
    const reader = new OpusStreamReader();
    return messages.flatMap((message) => {
      try {
        return reader.push(message);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedAudio);
        return [];
      }
    });
  }

  it.each(seeds)('survives messages of random bytes (seed %d)', (seed) => {
    const random = seededRandom(seed);
    survive(Array.from({ length: 50 }, () => randomBytes(Math.floor(random() * 3_000), random)));
  });

  it.each(seeds)(
    'survives containers with bytes changed, lost and doubled (seed %d)',
    async (seed) => {
      const random = seededRandom(seed);
      const stream = seed % 2 === 0 ? await oggStream(PACKETS) : await webmStream(PACKETS);
      const messages = cutAnywhere(stream, 200, random).flatMap((message) => {
        const luck = random();
        if (luck < 0.05) return [];
        if (luck < 0.1) return [message, message];
        if (luck < 0.2) message[Math.floor(random() * message.length)] = Math.floor(random() * 256);
        return [message];
      });
      survive(messages);
    },
  );

  it.each(seeds)('hears every packet of clean streams cut anywhere (seed %d)', async (seed) => {
    const random = seededRandom(seed);
    const stream = seed % 2 === 0 ? await oggStream(PACKETS) : await webmStream(PACKETS);
    expect(survive(cutAnywhere(stream, 1 + seed * 20, random))).toEqual(PACKETS);
  });
});
