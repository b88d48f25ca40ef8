/**
 * Vectors of the rag-service against those of sentence-transformers: the sections of the example documents, their questions, and texts
 * that are hard to cut into tokens, with the same model. None is longer than the model takes: the reference cuts those off, we do not.
 *
 *     npm run build && node tools/reference/embedding_parity.mjs PYTHON MODEL
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OnnxEmbedder } from '../../apps/rag-service/dist/embedding/onnx-embedder.js';

const LEAST_COSINE = 0.9999;
const HARD = [
  '',
  ' ',
  'Ü',
  'Où est l’hôtel? Naïve façade — 50 % “off”…',
  '日本語の文章。 漢字 and English',
  'emoji \u{1F642}\u{1F468}\u200D\u{1F469} zero\u200Bwidth\u00A0space',
  'antidisestablishmentarianism'.repeat(9),
  'http://example.edu/~a/b?c=d&e=f#g <tag attr="x">',
  'line\nbreak\ttab\r\n  many   spaces',
  "don't can't O'Neill's 1,234.56 3e-4 C++ [MASK] [SEP] ##ing",
];

const near = (path) => fileURLToPath(new URL(path, import.meta.url));
const [python, model] = process.argv.slice(2);
const texts = [...HARD, ...(await questions()), ...(await documents())];
const theirs = await reference();
const embedder = await OnnxEmbedder.open(model);
const ours = await embedder.documents(texts);
await embedder.close();
const cosines = ours.map((vector, at) => cosine(vector, theirs[at]));
const least = Math.min(...cosines);
const worst = texts[cosines.indexOf(least)].slice(0, 40);
console.log(`${texts.length} texts, least cosine ${least.toFixed(7)} ("${worst}")`);
process.exitCode = least > LEAST_COSINE ? 0 : 1;

async function questions() {
  const set = await readFile(near('../../examples/eval.jsonl'), 'utf8');
  return set
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).question);
}

async function documents() {
  const folder = near('../../examples/documents');
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) => text.split(/\n(?=## )/));
}

async function reference() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-parity-'));
  const [given, made] = ['texts.json', 'vectors.json'].map((name) => join(folder, name));
  try {
    await writeFile(given, JSON.stringify(texts));
    const script = near('embedding_golden.py');
    const flags = ['--folder', model, '--texts', given, '--out', made];
    const { status } = spawnSync(python, [script, ...flags], { stdio: ['ignore', 'ignore', 2] });
    if (status !== 0) throw new Error('The reference failed.');
    return JSON.parse(await readFile(made, 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function cosine(a, b) {
  const dot = (x, y) => x.reduce((sum, each, at) => sum + each * y[at], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
