import { MalformedWav } from './errors.js';
import { floatToInt16 } from './samples.js';

const FORMAT_PCM = 0x0001;
const FORMAT_FLOAT = 0x0003;
const FORMAT_EXTENSIBLE = 0xfffe;
const HEADER_BYTES = 44;

export interface WavAudio {
  sampleRateHz: number;
  /** One array a channel, all of the same length, full scale at 1.0. */
  channels: Float32Array[];
}

interface WavFormat {
  encoding: number;
  channelCount: number;
  sampleRateHz: number;
  bitsPerSample: number;
}

/**
 * Reads a RIFF WAVE file: PCM of 8, 16, 24 or 32 bits or float of 32 or 64, plain or extensible.
 * A data chunk that ends early (a recorder that was killed) is read as far as it goes.
 * @throws MalformedWav
 */
export function readWav(bytes: Uint8Array): WavAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = readChunks(view);
  const fmt = chunks.get('fmt ');
  const data = chunks.get('data');
  if (!fmt) throw new MalformedWav('The WAV file has no "fmt " chunk.');
  if (!data) throw new MalformedWav('The WAV file has no "data" chunk.');
  const format = readFormat(fmt);
  return { sampleRateHz: format.sampleRateHz, channels: deinterleave(data, format) };
}

/** Writes a mono file of 16 bits. `samples` in floats have their full scale at 1.0. */
export function writeWav(samples: Int16Array | Float32Array, sampleRateHz: number): Uint8Array {
  const pcm = samples instanceof Int16Array ? samples : floatToInt16(samples);
  const bytes = new Uint8Array(HEADER_BYTES + pcm.byteLength);
  const view = new DataView(bytes.buffer);
  writeAscii(bytes, 0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  writeAscii(bytes, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  writeAscii(bytes, 36, 'data');
  view.setUint32(40, pcm.byteLength, true);
  pcm.forEach((sample, i) => view.setInt16(HEADER_BYTES + 2 * i, sample, true));
  return bytes;
}

/** The first chunk of each name. */
function readChunks(view: DataView): Map<string, DataView> {
  if (asciiAt(view, 0) !== 'RIFF' || asciiAt(view, 8) !== 'WAVE')
    throw new MalformedWav('This is not a WAV file: it does not begin with RIFF and WAVE.');
  const chunks = new Map<string, DataView>();
  for (let start = 12; start + 8 <= view.byteLength;) {
    const length = view.getUint32(start + 4, true);
    const present = Math.min(length, view.byteLength - start - 8);
    const name = asciiAt(view, start);
    if (!chunks.has(name))
      chunks.set(name, new DataView(view.buffer, view.byteOffset + start + 8, present));
    start += 8 + length + (length % 2);
  }
  return chunks;
}

function readFormat(fmt: DataView): WavFormat {
  if (fmt.byteLength < 16) throw new MalformedWav('The "fmt " chunk of the WAV file is cut off.');
  const format = {
    encoding: encodingOf(fmt),
    channelCount: fmt.getUint16(2, true),
    sampleRateHz: fmt.getUint32(4, true),
    bitsPerSample: fmt.getUint16(14, true),
  };
  if (format.channelCount === 0) throw new MalformedWav('The WAV file has no channels.');
  if (format.sampleRateHz === 0) throw new MalformedWav('The WAV file has a sample rate of 0 Hz.');
  return format;
}

/** The extensible form keeps the encoding in the first two bytes of a GUID. */
function encodingOf(fmt: DataView): number {
  const encoding = fmt.getUint16(0, true);
  if (encoding !== FORMAT_EXTENSIBLE) return encoding;
  if (fmt.byteLength < 40)
    throw new MalformedWav('The extensible "fmt " chunk of the WAV file is cut off.');
  return fmt.getUint16(24, true);
}

function deinterleave(data: DataView, format: WavFormat): Float32Array[] {
  const { channelCount, bitsPerSample } = format;
  const read = sampleReader(format);
  const sampleBytes = bitsPerSample / 8;
  const blockBytes = sampleBytes * channelCount;
  const length = Math.floor(data.byteLength / blockBytes);
  return Array.from({ length: channelCount }, (_, channel) =>
    Float32Array.from({ length }, (_, i) => read(data, i * blockBytes + channel * sampleBytes)),
  );
}

type SampleReader = (data: DataView, position: number) => number;

const SAMPLE_READERS: Readonly<Record<string, SampleReader>> = {
  [`${FORMAT_PCM}/8`]: (data, at) => (data.getUint8(at) - 128) / 128,
  [`${FORMAT_PCM}/16`]: (data, at) => data.getInt16(at, true) / 32_768,
  [`${FORMAT_PCM}/24`]: (data, at) =>
    (data.getUint16(at, true) + data.getInt8(at + 2) * 65_536) / 8_388_608,
  [`${FORMAT_PCM}/32`]: (data, at) => data.getInt32(at, true) / 2_147_483_648,
  [`${FORMAT_FLOAT}/32`]: (data, at) => data.getFloat32(at, true),
  [`${FORMAT_FLOAT}/64`]: (data, at) => data.getFloat64(at, true),
};

function sampleReader({ encoding, bitsPerSample }: WavFormat): SampleReader {
  const reader = SAMPLE_READERS[`${encoding}/${bitsPerSample}`];
  if (reader) return reader;
  throw new MalformedWav(
    `The WAV file has encoding ${encoding} with ${bitsPerSample} bits; PCM of 8, 16, 24 or 32 bits and float of 32 or 64 can be read.`,
  );
}

function asciiAt(view: DataView, start: number): string {
  if (start + 4 > view.byteLength) return '';
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + start, 4));
}

function writeAscii(bytes: Uint8Array, start: number, text: string): void {
  bytes.set(new TextEncoder().encode(text), start);
}
