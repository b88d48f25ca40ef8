/**
 * Speaks the questions of examples/questions/questions.json into WAV files beside it, with Flite.
 *
 *   node scripts/make-questions.mjs            all of them
 *   node scripts/make-questions.mjs ID...      only these
 *
 * The same Flite and the same text give the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../examples/questions/', import.meta.url));
const sampleRateHz = 16_000;
const marginSamples = 0.3 * sampleRateHz;
const speechLevel = 10 ** (-20 / 20);
const peakLimit = 0.9;
// A quiet room. Recognisers and voice detectors behave oddly on digital silence.
const noiseLevel = 10 ** (-68 / 20);
const silenceThreshold = 0.004;

/** One WAV made from one row of questions.json. */
function makeQuestion({ id, file, text, voice }) {
  const speech = levelled(trimmed(speak(text, voice)));
  const samples = withRoom(speech, randomNumbers(id));
  writeFileSync(join(folder, file), encodeWav(samples));
  return samples.length / sampleRateHz;
}

/** Float samples in [-1, 1] as Flite says the text. */
function speak(text, voice) {
  const workFolder = mkdtempSync(join(tmpdir(), 'parley-questions-'));
  try {
    const path = join(workFolder, 'speech.wav');
    execFileSync('flite', ['-voice', voice, '-t', text, '-o', path]);
    return decodeWav(readFileSync(path));
  } finally {
    rmSync(workFolder, { recursive: true });
  }
}

function trimmed(samples) {
  const isLoud = (sample) => Math.abs(sample) > silenceThreshold;
  return samples.slice(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
}

function levelled(samples) {
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  const gain = Math.min(speechLevel / rms, peakLimit / peak);
  return samples.map((sample) => sample * gain);
}

/** The speech with a margin on both sides and noise under all of it. */
function withRoom(speech, random) {
  const samples = new Float32Array(speech.length + 2 * marginSamples);
  samples.set(speech, marginSamples);
  // Two uniform numbers make triangular noise, whose RMS is its width over the square root of six.
  const width = noiseLevel * Math.sqrt(6);
  return samples.map((sample) => sample + (random() - random()) * width);
}

/** Numbers in [0, 1) that depend on the id alone (mulberry32 over an FNV-1a hash). */
function randomNumbers(id) {
  let state = [...id].reduce(
    (hash, char) => Math.imul(hash ^ char.charCodeAt(0), 16777619),
    2166136261,
  );
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function decodeWav(bytes) {
  if (bytes.readUInt32LE(24) !== sampleRateHz)
    throw new Error(`This voice speaks at ${bytes.readUInt32LE(24)} Hz; choose one of 16 kHz.`);
  const data = bytes.subarray(bytes.indexOf('data') + 8);
  return Float32Array.from(
    { length: Math.floor(data.length / 2) },
    (_, i) => data.readInt16LE(2 * i) / 32768,
  );
}

function encodeWav(samples) {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt32LE(2 * sampleRateHz, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, i) => bytes.writeInt16LE(Math.round(sample * 32767), 44 + 2 * i));
  return bytes;
}

const questions = JSON.parse(readFileSync(join(folder, 'questions.json'), 'utf8'));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !questions.some((question) => question.id === id));
if (unknown.length > 0) {
  process.stderr.write(`questions.json has no ${unknown.join(', ')}.\n`);
  process.exit(1);
}
for (const question of questions) {
  if (wanted.length > 0 && !wanted.includes(question.id)) continue;
  const seconds = makeQuestion(question);
  process.stdout.write(`${question.file}  ${seconds.toFixed(1)} s\n`);
}
