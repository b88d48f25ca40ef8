import { Encoder } from '@evan/opus';

/** What the tests of this worker share; it is not part of the worker. */

export const SAMPLE_RATE_HZ = 24_000;

/** A sine wave with a peak of 1/4 of full scale. */
export function tone(frequencyHz: number, durationMs: number): Int16Array {
  return Int16Array.from({ length: durationMs * 24 }, (_, i) =>
    Math.round(8_192 * Math.sin((2 * Math.PI * frequencyHz * i) / SAMPLE_RATE_HZ)),
  );
}

/** The packets a client would send for these samples. */
export function encode(pcm: Int16Array, packetMs = 20): Uint8Array[] {
  const application = packetMs < 10 ? 'restricted_lowdelay' : 'voip';
  const encoder = new Encoder({ channels: 1, sample_rate: SAMPLE_RATE_HZ, application });
  const samples = packetMs * 24;
  return Array.from({ length: pcm.length / samples }, (_, i) =>
    encoder.encode(pcm.subarray(i * samples, (i + 1) * samples)).slice(),
  );
}

/** The share of a signal's power that lies at one frequency, from 0 to 1 (Goertzel). */
export function powerAt(frequencyHz: number, samples: Int16Array): number {
  let real = 0;
  let imaginary = 0;
  let power = 0;
  samples.forEach((sample, i) => {
    const angle = (2 * Math.PI * frequencyHz * i) / SAMPLE_RATE_HZ;
    real += sample * Math.cos(angle);
    imaginary += sample * Math.sin(angle);
    power += sample ** 2;
  });
  return (2 * (real ** 2 + imaginary ** 2)) / (samples.length * power);
}

export function joined(parts: Int16Array[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}
