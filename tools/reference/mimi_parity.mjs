/**
 * Full-size parity with the reference implementation: bundled spoken questions through both, on weights from the formula.
 *
 *     npm run build && node tools/reference/mimi_parity.mjs PYTHON
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWav } from '../../libs/audio/dist/index.js';
import { Mimi } from '../../libs/mimi/dist/index.js';
import { createRuntime } from '../../libs/onnx/dist/index.js';
import { bundledSpeech, SAMPLE_RATE_HZ } from './bundled-speech.mjs';

const CODEBOOKS = 8;
const MAX_CODES_DIFFERING = 0.0005;
const MAX_SAMPLE_ERROR = 1e-4;
/** About 48 s of speech. */
const QUESTIONS_USED = 15;
const GOLDEN_SCRIPT = fileURLToPath(new URL('mimi_golden.py', import.meta.url));

const python = process.argv[2] ?? 'python3';
const folder = await mkdtemp(join(tmpdir(), 'parley-parity-'));
try {
  const speech = await bundledSpeech(QUESTIONS_USED);
  const golden = await runReference(speech);
  const { codes, pcm } = await runParley(speech, golden.oneShot.codes);
  report(codes, pcm, golden);
} finally {
  await rm(folder, { recursive: true });
}

async function runReference(speech) {
  const wav = join(folder, 'speech.wav');
  const out = join(folder, 'golden.json');
  await writeFile(wav, writeWav(speech, SAMPLE_RATE_HZ));
  const args = [GOLDEN_SCRIPT, '--wav', wav, '--out', out, '--checkpoint', folder];
  const { status, error } = spawnSync(python, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${python} could not run the reference.`, { cause: error });
  return JSON.parse(await readFile(out, 'utf8'));
}

/** Encodes the speech, and decodes the reference's codes, so that a code that differs cannot hide behind samples. */
async function runParley(speech, goldenCodes) {
  const runtime = createRuntime({ device: 'cpu' });
  const mimi = await Mimi.load(folder, runtime, { codebooks: CODEBOOKS });
  const state = mimi.open(1);
  const codes = [];
  const pcm = [];
  for (let t = 0; t < goldenCodes[0].length; t++) {
    const frame = speech.subarray(t * mimi.frameSamples, (t + 1) * mimi.frameSamples);
    codes.push(await mimi.encodeStep(state, frame));
    pcm.push(
      ...(await mimi.decodeStep(
        state,
        Int32Array.from(goldenCodes, (row) => row[t]),
      )),
    );
  }
  return { codes, pcm };
}

function report(codes, pcm, { oneShot, streaming }) {
  const total = codes.length * CODEBOOKS;
  const differing = codesDiffering(codes, oneShot);
  const error = largestDifference(pcm, samplesOf(oneShot));
  print(`${(codes.length * 0.08).toFixed(1)} s of speech, ${total} codes`);
  print(`codes differing from the reference in one pass: ${differing}`);
  print(`codes differing from the reference frame by frame: ${codesDiffering(codes, streaming)}`);
  print(`largest difference of a sample: ${error.toExponential(1)}`);
  if (differing > MAX_CODES_DIFFERING * total || !(error <= MAX_SAMPLE_ERROR)) process.exitCode = 1;
}

function codesDiffering(codes, reference) {
  return codes.reduce(
    (sum, frame, t) => sum + frame.filter((code, row) => code !== reference.codes[row][t]).length,
    0,
  );
}

function samplesOf({ pcm }) {
  return new Float32Array(Uint8Array.from(Buffer.from(pcm, 'base64')).buffer);
}

function largestDifference(a, b) {
  return a.reduce((largest, sample, i) => Math.max(largest, Math.abs(sample - b[i])), 0);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
