/**
 * The whole offline path against NVIDIA's: bundled speech, a voice and a text prompt through both, on weights from the formula.
 *
 *     npm run build && node tools/reference/offline_parity.mjs PYTHON CHECKOUT/moshi
 */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWav, writeWav } from '../../libs/audio/dist/index.js';
import { TOKENIZER_FILE } from '../../libs/moshi/dist/index.js';
import { bundledSpeech, SAMPLE_RATE_HZ } from './bundled-speech.mjs';

/** About 26 s of speech, and a voice of another question. */
const QUESTIONS_USED = 8;
/** Two steps of a 16-bit sample. */
const MAX_SAMPLE_ERROR = 2 / 32_768;
/** As in offline_golden.py. */
const TEXT_PROMPT = 'You are kind. Answer what people ask about passwords.';

const near = (path) => fileURLToPath(new URL(path, import.meta.url));
const [python, reference] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'parley-parity-'));
try {
  await writeInputs();
  run(python, [near('offline_golden.py'), '--reference', reference, '--folder', folder]);
  for (const voice of ['wav', 'pt']) {
    run(process.execPath, parleyOffline(voice));
    report(voice, await answerOf('parley', voice), await answerOf('reference', voice));
  }
} finally {
  await rm(folder, { recursive: true });
}

async function writeInputs() {
  await mkdir(join(folder, 'model', 'voices'), { recursive: true });
  const write = async (name, speech) =>
    writeFile(join(folder, name), writeWav(await speech, SAMPLE_RATE_HZ));
  await write('in.wav', bundledSpeech(QUESTIONS_USED));
  await write('model/voices/voice.wav', bundledSpeech(1, QUESTIONS_USED));
  const tokenizer = near('../../libs/moshi/src/testing/tokenizer.model');
  await copyFile(tokenizer, join(folder, 'model', TOKENIZER_FILE));
}

function parleyOffline(voice) {
  const flags = {
    'model-dir': join(folder, 'model'),
    'input-wav': join(folder, 'in.wav'),
    'output-wav': join(folder, `parley-${voice}.wav`),
    'output-text': join(folder, `parley-${voice}.json`),
    'voice-prompt': `voice.${voice}`,
    'text-prompt': TEXT_PROMPT,
    quant: 'f32',
  };
  const pairs = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  return [near('../../apps/cli/dist/main.js'), 'offline', '--greedy', ...pairs];
}

function run(program, args) {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed: ${stderr}`, { cause: error });
}

async function answerOf(side, voice) {
  const path = join(folder, `${side}-${voice}`);
  const [samples] = readWav(await readFile(`${path}.wav`)).channels;
  return { samples, pieces: JSON.parse(await readFile(`${path}.json`, 'utf8')) };
}

function report(voice, parley, reference) {
  const differing = reference.pieces.filter((piece, frame) => piece !== parley.pieces[frame]);
  const sameLength =
    parley.pieces.length === reference.pieces.length &&
    parley.samples.length === reference.samples.length;
  const error = parley.samples.reduce(
    (largest, sample, i) => Math.max(largest, Math.abs(sample - reference.samples[i])),
    0,
  );
  const loudest = reference.samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  process.stdout.write(
    `voice.${voice}: ${reference.pieces.length} frames, ${new Set(reference.pieces).size} different pieces, ` +
      `${differing.length} pieces differ, lengths ${sameLength ? 'equal' : 'differ'}, ` +
      `largest difference of a sample ${error.toExponential(1)} (loudest sample ${loudest.toFixed(3)})\n`,
  );
  if (differing.length > 0 || !sameLength || !(error <= MAX_SAMPLE_ERROR)) process.exitCode = 1;
}
