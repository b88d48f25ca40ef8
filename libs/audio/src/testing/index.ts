import { Encoder } from '@evan/opus';
import {
  AppendOnlyStreamTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  OggOutputFormat,
  Output,
  WebMOutputFormat,
  type OutputFormat,
} from 'mediabunny';
import { readOggPage } from '../ogg-page.js';
import { opusPacketDurationMs } from '../opus-packet.js';

/** What the tests of this library share; it is not part of the library. */

/** A sine wave with a peak of 1/4 of full scale. */
export function tone(frequencyHz: number, sampleRateHz: number, count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, i) => 0.25 * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz),
  );
}

/** Opus packets of a 440 Hz tone as libopus makes them. */
export function tonePackets(count: number, packetMs = 20): Uint8Array[] {
  const encoder = new Encoder({ channels: 1, sample_rate: 24_000, application: 'voip' });
  const samples = packetMs * 24;
  const pcm = tone(440, 24_000, count * samples).map((sample) => sample * 32_768);
  return Array.from({ length: count }, (_, i) =>
    encoder.encode(Int16Array.from(pcm.subarray(i * samples, (i + 1) * samples))).slice(),
  );
}

/** A live WebM stream as an independent muxer writes it: clusters of unknown size, SimpleBlocks. */
export function webmStream(packets: Uint8Array[]) {
  return mux(packets, new WebMOutputFormat({ appendOnly: true }));
}

/** An Ogg stream as an independent muxer writes it: pages of two 20 ms packets. */
export function oggStream(packets: Uint8Array[]) {
  return mux(packets, new OggOutputFormat({ maximumPageDuration: 0.04 }));
}

async function mux(packets: Uint8Array[], format: OutputFormat) {
  const chunks: Uint8Array[] = [];
  const written = new WritableStream<Uint8Array>({ write: (chunk) => void chunks.push(chunk) });
  const output = new Output({ format, target: new AppendOnlyStreamTarget(written) });
  const source = new EncodedAudioPacketSource('opus');
  output.addAudioTrack(source);
  await output.start();
  const decoderConfig = {
    codec: 'opus',
    sampleRate: 24_000,
    numberOfChannels: 1,
    description: opusHead(),
  };
  let seconds = 0;
  for (const packet of packets) {
    const duration = opusPacketDurationMs(packet) / 1000;
    await source.add(new EncodedPacket(packet, 'key', seconds, duration), { decoderConfig });
    seconds += duration;
  }
  await output.finalize();
  return Uint8Array.from(Buffer.concat(chunks));
}

function opusHead(): Uint8Array {
  return Uint8Array.of(...Buffer.from('OpusHead'), 1, 1, 0x38, 1, 0xc0, 0x5d, 0, 0, 0, 0, 0);
}

/** Cuts a stream into its Ogg pages. */
export function pagesOf(stream: Uint8Array): Uint8Array[] {
  const pages: Uint8Array[] = [];
  for (let start = 0; start < stream.length; start += pages.at(-1)?.length ?? 0) {
    const page = readOggPage(stream.subarray(start));
    if (typeof page === 'string') throw new Error(`${page} page at byte ${start}`);
    pages.push(stream.slice(start, start + page.bytes));
  }
  return pages;
}

/** Random numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Cuts bytes into chunks of 1 to `maxBytes`. */
export function cutAnywhere(bytes: Uint8Array, maxBytes: number, random: () => number) {
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = start + 1 + Math.floor(random() * maxBytes);
    chunks.push(bytes.slice(start, end));
    start = end;
  }
  return chunks;
}

export function randomBytes(length: number, random: () => number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

/** The share of a signal's power that lies at one frequency, from 0 to 1 (Goertzel). */
export function powerAt(frequencyHz: number, samples: Float32Array, sampleRateHz: number): number {
  let real = 0;
  let imaginary = 0;
  let power = 0;
  samples.forEach((sample, i) => {
    const angle = (2 * Math.PI * frequencyHz * i) / sampleRateHz;
    real += sample * Math.cos(angle);
    imaginary += sample * Math.sin(angle);
    power += sample ** 2;
  });
  return (2 * (real ** 2 + imaginary ** 2)) / (samples.length * power);
}
