import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  Input,
  Output,
  WAVE,
  WavOutputFormat,
} from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { MalformedWav } from './errors.js';
import { rmsDbfs } from './samples.js';
import { tone } from './testing/index.js';
import { readWav, writeWav } from './wav.js';

const TONE = tone(440, 16_000, 1_600);

/** A WAV file chunk by chunk. */
function riff(...chunks: [name: string, body: Uint8Array][]): Uint8Array {
  const body = chunks.flatMap(([name, bytes]) => [
    ...Buffer.from(name),
    ...new Uint8Array(Uint32Array.of(bytes.length).buffer),
    ...bytes,
    ...(bytes.length % 2 ? [0] : []),
  ]);
  return Uint8Array.of(...Buffer.from('RIFF\0\0\0\0WAVE'), ...body);
}

function format(
  encoding: number,
  channels: number,
  bits: number,
  guidEncoding?: number,
): Uint8Array {
  const fmt = new DataView(new ArrayBuffer(guidEncoding === undefined ? 16 : 40));
  fmt.setUint16(0, encoding, true);
  fmt.setUint16(2, channels, true);
  fmt.setUint32(4, 16_000, true);
  fmt.setUint16(14, bits, true);
  if (guidEncoding !== undefined) fmt.setUint16(24, guidEncoding, true);
  return new Uint8Array(fmt.buffer);
}

describe('reading WAV', () => {
  it.each([
    ['8-bit PCM', format(1, 1, 8), [0, 128, 192], [-1, 0, 0.5]],
    ['16-bit PCM', format(1, 1, 16), [0, 0x80, 0, 0, 0, 0x40], [-1, 0, 0.5]],
    ['24-bit PCM', format(1, 1, 24), [0, 0, 0x80, 0, 0, 0, 0, 0, 0x40], [-1, 0, 0.5]],
    ['32-bit PCM', format(1, 1, 32), [0, 0, 0, 0x80, 0, 0, 0, 0x40], [-1, 0.5]],
    [
      '32-bit float',
      format(3, 1, 32),
      [...new Uint8Array(Float32Array.of(-1, 0.5).buffer)],
      [-1, 0.5],
    ],
    [
      '64-bit float',
      format(3, 1, 64),
      [...new Uint8Array(Float64Array.of(-1, 0.5).buffer)],
      [-1, 0.5],
    ],
    ['extensible PCM', format(0xfffe, 1, 16, 1), [0, 0x80, 0, 0x40], [-1, 0.5]],
    [
      'extensible float',
      format(0xfffe, 1, 32, 3),
      [...new Uint8Array(Float32Array.of(0.5).buffer)],
      [0.5],
    ],
  ])('understands %s', (_, fmt, data, samples) => {
    const wav = readWav(riff(['fmt ', fmt], ['data', Uint8Array.from(data)]));
    expect(wav).toEqual({ sampleRateHz: 16_000, channels: [Float32Array.from(samples)] });
  });

  it('takes channels apart', () => {
    const data = new Uint8Array(Int16Array.of(16_384, -16_384, 8_192, -8_192).buffer);
    expect(readWav(riff(['fmt ', format(1, 2, 16)], ['data', data])).channels).toEqual([
      Float32Array.of(0.5, 0.25),
      Float32Array.of(-0.5, -0.25),
    ]);
  });

  it('passes over other chunks, of odd length too', () => {
    const file = riff(
      ['LIST', new Uint8Array(5)],
      ['fmt ', format(1, 1, 8)],
      ['data', Uint8Array.of(128, 128)],
    );
    expect(readWav(file).channels[0]).toEqual(Float32Array.of(0, 0));
  });

  it('reads a file whose end is missing as far as it goes', () => {
    expect(readWav(writeWav(TONE, 16_000).subarray(0, 44 + 101)).channels[0]?.length).toBe(50);
  });

  it.each([
    ['another file', new TextEncoder().encode('ID3 this is an MP3'), 'This is not a WAV file'],
    ['an empty file', new Uint8Array(), 'This is not a WAV file'],
    ['no format', riff(['data', new Uint8Array(4)]), 'has no "fmt " chunk'],
    ['no data', riff(['fmt ', format(1, 1, 16)]), 'has no "data" chunk'],
    [
      'a format cut off',
      riff(['fmt ', new Uint8Array(8)], ['data', new Uint8Array(4)]),
      'is cut off',
    ],
    [
      'an extensible format cut off',
      riff(['fmt ', format(0xfffe, 1, 16)], ['data', new Uint8Array(4)]),
      'is cut off',
    ],
    [
      'ADPCM',
      riff(['fmt ', format(2, 1, 4)], ['data', new Uint8Array(4)]),
      'encoding 2 with 4 bits',
    ],
    [
      'no channels',
      riff(['fmt ', format(1, 0, 16)], ['data', new Uint8Array(4)]),
      'has no channels',
    ],
  ])('refuses %s with a sentence', (_, bytes, sentence) => {
    expect(() => readWav(bytes)).toThrow(MalformedWav);
    expect(() => readWav(bytes)).toThrow(sentence);
  });
});

describe('writing WAV', () => {
  it('is read back sample by sample', () => {
    const { sampleRateHz, channels } = readWav(writeWav(TONE, 16_000));
    const error = TONE.map((sample, i) => sample - (channels[0]?.[i] ?? 0));
    expect(sampleRateHz).toBe(16_000);
    expect(rmsDbfs(error)).toBeLessThan(-98);
  });

  it('is understood by an independent reader', async () => {
    const source = new BufferSource(writeWav(TONE, 16_000));
    const input = new Input({ formats: [WAVE], source });
    const track = await input.getPrimaryAudioTrack();
    expect(track).toMatchObject({ codec: 'pcm-s16', sampleRate: 16_000, numberOfChannels: 1 });
    expect(await track?.computeDuration()).toBeCloseTo(0.1);
  });

  it('is done by others in ways that are understood here', async () => {
    const target = new BufferTarget();
    const output = new Output({ format: new WavOutputFormat(), target });
    const source = new EncodedAudioPacketSource('pcm-f32');
    output.addAudioTrack(source);
    await output.start();
    const packet = new EncodedPacket(new Uint8Array(TONE.buffer), 'key', 0, 0.1);
    const decoderConfig = { codec: 'pcm-f32', sampleRate: 16_000, numberOfChannels: 1 };
    await source.add(packet, { decoderConfig });
    await output.finalize();
    expect(readWav(new Uint8Array(target.buffer as ArrayBuffer))).toEqual({
      sampleRateHz: 16_000,
      channels: [TONE],
    });
  });
});
