import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { readPulledFolder } from '@parley/hub';
import { CHECKPOINT_FILE, isPrepared, QUANTS } from '@parley/moshi';
import { CliError } from '../errors.js';
import { printLine } from '../terminal/print.js';
import { tableLines } from '../terminal/table.js';
import { sizeText } from '../terminal/transfer-note.js';
import { DEFAULT_MODELS, type DefaultModel } from './default-models.js';
import { UNFINISHED } from './install-model.js';
import { earlierModelsFolder } from './model-folder.js';
import { modelsFolder } from './models-folder.js';
import { REQUIRED_FILES } from './personaplex-files.js';

export function addList(models: Command): void {
  models
    .command('list')
    .description('Show which models there are, whether they are whole and what was prepared.')
    .argument('[dir]', 'folder of models, or a model folder (else the one that "pull" uses)')
    .addHelpText('after', `\nExample:\n  $ parley models list`)
    .action(listModels);
}

async function listModels(dir: string | undefined): Promise<void> {
  const folder = resolve(dir ?? modelsFolder());
  if (dir && !existsSync(folder)) throw new CliError(`${folder} is not a folder.`);
  const rows = await rowsOf(folder);
  if (!dir) rows.push(...(await rowsOf(earlierModelsFolder(), '/')));
  if (rows.length === 0)
    return printLine(`There are no models in ${folder}. "parley models pull" fetches them.`);
  for (const line of tableLines(['folder', 'from', 'size', 'state', 'prepared', 'named by'], rows))
    printLine(line);
}

/** A row for each model in a folder, and for the folder if it is a model's; paths are said from `base`. */
async function rowsOf(folder: string, base = folder): Promise<string[][]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inside = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const candidates = [folder, ...inside.sort().map((name) => join(folder, name))];
  const rows = await Promise.all(candidates.map((path) => describe(path, base)));
  return rows.filter((row) => row !== undefined);
}

/** @returns a row of the table; undefined for a folder that is no model's */
async function describe(path: string, base: string): Promise<string[] | undefined> {
  const pulled = await readPulledFolder(path);
  const model = modelOf(path);
  const isPersonaplex = !model && existsSync(join(path, CHECKPOINT_FILE));
  if (!pulled && !isPersonaplex) return undefined;
  const { repo = '-', bytes, doneBytes } = pulled ?? {};
  const state = bytes === doneBytes ? completeness(path, isPersonaplex) : shareOf(doneBytes, bytes);
  const prepared = isPersonaplex ? await preparedIn(path) : '-';
  const variable = model?.variable ?? 'MODEL_DIR';
  const size = bytes ? sizeText(bytes) : '-';
  return [nameOf(path, base), repo, size, state, prepared, variable];
}

function nameOf(path: string, base: string): string {
  return base === '/' ? path : relative(base, path) || '.';
}

/** A model that `pull speech` or `pull embeddings` fetches, also while it does. */
function modelOf(path: string): DefaultModel | undefined {
  const name = basename(path, UNFINISHED);
  return DEFAULT_MODELS.find((model) => model.name === name);
}

function shareOf(done = 0, total = 0): string {
  return `partial, ${Math.floor((100 * done) / total)} %`;
}

/** Files may have been put there by hand, or taken away. */
function completeness(path: string, isPersonaplex: boolean): string {
  const missing = REQUIRED_FILES.filter((name) => isPersonaplex && !existsSync(join(path, name)));
  return missing.length > 0 ? `without ${missing.join(', ')}` : 'whole';
}

async function preparedIn(path: string): Promise<string> {
  const prepared: string[] = [];
  for (const quant of QUANTS) if (await isPrepared(path, quant)) prepared.push(quant);
  return prepared.join(', ') || 'no';
}
