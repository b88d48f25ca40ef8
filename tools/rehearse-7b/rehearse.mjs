/**
 * Shows that a model of PersonaPlex-7B's size loads and runs: writes a checkpoint with the release's names, shapes and types and random
 * weights (16.7 GB), prepares it, and runs `parley offline` on it. See README.md beside this file.
 *
 *     node tools/rehearse-7b/rehearse.mjs FOLDER [q8 q4]
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWav } from '../../libs/audio/dist/index.js';
import { formulaSignal } from '../../libs/mimi/dist/index.js';
import { writeFormulaCheckpoint as writeMimi } from '../../libs/mimi/dist/testing/formula-checkpoint.js';
import {
  MoshiConfig,
  prepare,
  preparedFile,
  writeFormulaCheckpoint,
} from '../../libs/moshi/dist/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TOKENIZER = join(ROOT, 'libs/moshi/src/testing/tokenizer.model');
const TOKENIZER_FILE = 'tokenizer_spm_32k_3.model';
const SAMPLE_RATE_HZ = 24_000;
const SECONDS = 4;

const [folder, ...quants] = process.argv.slice(2);
if (!folder) throw new Error('Name a folder on a disk with 35 GB to spare.');
const release = resolve(folder);

/** Memory and time of a step, as the kernel counts them. */
async function timed(what, work) {
  const startedMs = performance.now();
  const result = await work();
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const peak = (process.resourceUsage().maxRSS / 1e6).toFixed(2);
  console.log(JSON.stringify({ what, seconds: Number(seconds), peakGb: Number(peak), ...result }));
}

async function exists(path) {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function writeRelease() {
  await mkdir(join(release, 'voices'), { recursive: true });
  await writeMimi(release, {});
  await writeFormulaCheckpoint(release, {}, { dtype: 'bf16' });
  await padTokenizer();
  const voice = formulaSignal(SAMPLE_RATE_HZ * 2);
  await writeFile(join(release, 'voices', 'voice.wav'), writeWav(voice, SAMPLE_RATE_HZ));
  const speech = formulaSignal(SAMPLE_RATE_HZ * SECONDS);
  await writeFile(join(release, 'input.wav'), writeWav(speech, SAMPLE_RATE_HZ));
}

/** The small tokenizer, filled up to the size of the real one with pieces that no text holds. */
async function padTokenizer() {
  const small = await readFile(TOKENIZER);
  const pieces = Array.from({ length: MoshiConfig.parse({}).text_card - 400 }, (_, i) => {
    const text = Buffer.from(`\u0001${i}`);
    const content = Buffer.concat([
      Buffer.from([0x0a, text.length]),
      text,
      Buffer.from([0x15, 0, 0, 0xc8, 0xc2]),
    ]);
    return Buffer.concat([Buffer.from([0x0a, content.length]), content]);
  });
  await writeFile(join(release, TOKENIZER_FILE), Buffer.concat([small, ...pieces]));
}

/** Runs the command line and reports what the kernel says of it. */
async function offline(quant) {
  const args = [
    '--input-wav',
    'input.wav',
    '--output-wav',
    `output-${quant}.wav`,
    '--output-text',
    `output-${quant}.json`,
  ];
  const prompts = [
    '--voice-prompt',
    'voice.wav',
    '--text-prompt',
    'You are a wise and friendly teacher.',
    '--seed',
    '1',
  ];
  const command = [
    join(ROOT, 'apps/cli/dist/main.js'),
    'offline',
    '--model-dir',
    release,
    '--quant',
    quant,
    ...args,
    ...prompts,
  ];
  const child = spawn(process.execPath, command, { cwd: release });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stderr.on('data', (chunk) => (text += chunk));
  let peakKb = 0;
  const look = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peakKb = Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? peakKb);
  }, 500);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(look);
  if (code !== 0) throw new Error(text);
  return { peakGb: peakKb / 1e6, said: text.trim().split('\n') };
}

if (!(await exists(join(release, 'model.safetensors'))))
  await timed('write checkpoint', writeRelease);
for (const quant of quants.length > 0 ? quants : ['q8', 'q4']) {
  if (!(await exists(join(release, preparedFile(quant)))))
    await timed(`prepare ${quant}`, () => prepare(release, { quant }).then(() => ({})));
  await timed(`offline ${quant}`, () => offline(quant));
}
