/**
 * Fetches the documents that the questions here are about:
 *
 *   node tools/answer-sets/make.mjs OUT [--clones FOLDER]
 *
 * Repositories are cloned into OUT/clones, or taken from FOLDER, where each is a git directory `owner+name/repo`. Needs git. Then, for
 * each corpus:
 *
 *   npm run parley -- eval OUT/18f/open.jsonl --ingest OUT/18f/documents --spoken --html 18f.html
 *
 * Tune on open.jsonl. sealed.jsonl is for one measurement at the end, and is packed so that nobody reads it by chance; one corpus, emf, is
 * in it alone.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { SEALED_SHA256, SOURCES } from './sources.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { clones: { type: 'string' } },
});
const [out] = positionals;
if (!out) throw new Error('Name the folder to put the documents and questions in.');

const here = (name) => readFileSync(new URL(name, import.meta.url));
const sealed = gunzipSync(here('sealed.jsonl.gz'));
if (createHash('sha256').update(sealed).digest('hex') !== SEALED_SHA256)
  throw new Error('sealed.jsonl.gz is not the file that was sealed.');
const sets = { open: here('open.jsonl').toString(), sealed: sealed.toString() };

for (const source of SOURCES) {
  const folder = join(out, source.name);
  writeDocuments(source, join(folder, 'documents'));
  for (const [set, lines] of Object.entries(sets)) writeQuestions(source, lines, join(folder, set));
}

function writeDocuments({ repository, commit, pages, without }, folder) {
  const git = gitOf(repository);
  const paths = git('ls-tree', '-r', '-z', '--name-only', commit).toString().split('\0');
  for (const path of paths) {
    if (!pages.test(path) || without?.test(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), git('show', `${commit}:${path}`));
  }
}

function gitOf(repository) {
  const name = new URL(repository).pathname.slice(1).replace('/', '+');
  const folder = join(values.clones ?? join(out, 'clones'), name, 'repo');
  if (!existsSync(folder)) execFileSync('git', ['clone', '--bare', repository, folder]);
  return (...args) => execFileSync('git', ['-C', folder, ...args], { maxBuffer: 1 << 28 });
}

function writeQuestions({ name }, lines, path) {
  const own = lines.split('\n').filter((line) => line && JSON.parse(line).corpus === name);
  if (own.length > 0) writeFileSync(`${path}.jsonl`, `${own.join('\n')}\n`);
}
