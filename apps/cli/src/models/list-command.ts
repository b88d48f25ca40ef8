import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { readPulledFolder } from '@parley/hub';
import { CHECKPOINT_FILE, isPrepared, QUANTS } from '@parley/moshi';
import { CliError } from '../errors.js';
import { printLine } from '../terminal/print.js';
import { tableLines } from '../terminal/table.js';
import { sizeText } from '../terminal/transfer-note.js';
import { EMBEDDING_MODEL } from './embedding-model.js';
import { modelsFolder } from './model-folder.js';
import { REQUIRED_FILES } from './personaplex-files.js';
import { SPEECH_MODELS } from './speech-models.js';

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
  const names = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!names && dir) throw new CliError(`${folder} is not a folder.`);
  const inside = (names ?? []).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const candidates = [folder, ...inside.sort().map((name) => join(folder, name))];
  const rows = await Promise.all(candidates.map((path) => describe(path, folder)));
  const models = rows.filter((row) => row !== undefined);
  if (models.length === 0)
    return printLine(`There are no models in ${folder}. "parley models pull" fetches them.`);
  for (const line of tableLines(
    ['folder', 'from', 'size', 'state', 'prepared', 'named by'],
    models,
  ))
    printLine(line);
}

/** @returns a row of the table; undefined for a folder that is no model's */
async function describe(path: string, base: string): Promise<string[] | undefined> {
  const pulled = await readPulledFolder(path);
  const isPersonaplex = existsSync(join(path, CHECKPOINT_FILE));
  if (!pulled && !isPersonaplex) return undefined;
  const { repo = '-', bytes, doneBytes } = pulled ?? {};
  const state = bytes === doneBytes ? completeness(path, isPersonaplex) : shareOf(doneBytes, bytes);
  const prepared = isPersonaplex ? await preparedIn(path) : '-';
  const size = bytes ? sizeText(bytes) : '-';
  return [relative(base, path) || '.', repo, size, state, prepared, variableOf(repo)];
}

/** The variable that makes the services use the model. */
function variableOf(repo: string): string {
  const models = [...SPEECH_MODELS, EMBEDDING_MODEL];
  return models.find((model) => model.repo === repo)?.variable ?? 'MODEL_DIR';
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
