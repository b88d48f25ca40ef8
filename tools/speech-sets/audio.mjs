import { execFileSync } from 'node:child_process';

export const SAMPLE_RATE_HZ = 16_000;
/** Loud enough for a headset, with room for peaks. */
const SPEECH_DBFS = -23;
const FULL_SCALE = 32_768;

/** Anything that ffmpeg reads, as mono samples from -1 to 1. */
export function decode(bytes, filter = 'anull') {
  const form = ['-ac', '1', '-ar', String(SAMPLE_RATE_HZ), '-f', 's16le', 'pipe:1'];
  const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', 'pipe:0', '-af', filter, ...form], {
    input: bytes,
    maxBuffer: 1 << 28,
  });
  return Float32Array.from(new Int16Array(raw.buffer, raw.byteOffset, raw.length >> 1)).map(
    (sample) => sample / FULL_SCALE,
  );
}

/** Through a telephone and back: 300 to 3,400 Hz at 8 kHz. */
export function throughTelephone(samples) {
  return decode(encode(samples), 'highpass=f=300,lowpass=f=3400,aresample=8000');
}

export function encode(samples) {
  const wav = Buffer.alloc(44 + samples.length * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples.length * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  wav.writeUInt32LE(SAMPLE_RATE_HZ * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, i) => {
    const scaled = Math.round(sample * FULL_SCALE);
    wav.writeInt16LE(Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, scaled)), 44 + i * 2);
  });
  return wav;
}

/** All recordings equally loud, so that a noise of a level means the same under each. */
export function levelled(samples) {
  const gain = 10 ** (SPEECH_DBFS / 20) / rms(samples);
  return samples.map((sample) => sample * gain);
}

/** @param {Float32Array} noise repeated where the speech is longer */
export function mixed(speech, noise, snrDb, from) {
  const gain = rms(speech) / rms(noise) / 10 ** (snrDb / 20);
  return speech.map((sample, i) => sample + gain * noise[(from + i) % noise.length]);
}

/** Of the louder half: pauses are to count neither for speech nor for noise. */
function rms(samples) {
  const squares = [];
  for (let at = 0; at + 320 <= samples.length; at += 320)
    squares.push(
      samples.subarray(at, at + 320).reduce((sum, sample) => sum + sample ** 2, 0) / 320,
    );
  const loud = squares.sort((a, b) => b - a).slice(0, Math.ceil(squares.length / 2));
  return Math.sqrt(loud.reduce((sum, square) => sum + square, 0) / loud.length) || 1e-6;
}
