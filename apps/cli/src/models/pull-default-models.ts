import { resolve } from 'node:path';
import { HubError, type PinnedFetcher, type PullProgress } from '@parley/hub';
import { CliError } from '../errors.js';
import { printLine } from '../terminal/print.js';
import { openProgress, openProgressLines } from '../terminal/progress.js';
import { sizeText, TransferNote } from '../terminal/transfer-note.js';
import { DEFAULT_MODELS, type DefaultModel } from './default-models.js';
import { installModel, isWhole } from './install-model.js';
import { modelsFolder } from './models-folder.js';

export interface PullDefaultsOptions {
  readonly dir?: string | undefined;
  /** Progress for programs: a line now and then, rather than a bar. */
  readonly progressLines?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** Fetches the models of one kind that are not whole yet, each apart from the others. @throws CliError */
export async function pullDefaultModels(
  kind: DefaultModel['pulledAs'],
  fetcher: PinnedFetcher,
  options: PullDefaultsOptions,
): Promise<void> {
  const failed: string[] = [];
  for (const model of DEFAULT_MODELS.filter(({ pulledAs }) => pulledAs === kind)) {
    const folder = resolve(options.dir ?? modelsFolder(), model.name);
    try {
      await pullOne(model, folder, fetcher, options);
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof HubError)) throw error;
      failed.push(`${model.name} could not be fetched. ${error.message}`);
    }
  }
  if (failed.length > 0) throw new CliError(failed.join('\n'));
  if (options.dir) return;
  printLine('"parley up" and the demo use what is there.');
}

async function pullOne(
  model: DefaultModel,
  folder: string,
  fetcher: PinnedFetcher,
  options: PullDefaultsOptions,
): Promise<void> {
  if (await isWhole(folder)) return printLine(`${model.about} is in ${folder} already.`);
  printLine(`${model.name} (${model.from}): ${sizeText(bytesOf(model))}.`);
  const progress = (options.progressLines ? openProgressLines : openProgress)('Fetching');
  const note = new TransferNote();
  const onProgress = ({ phase, path, doneBytes, totalBytes }: PullProgress) =>
    progress.update(
      doneBytes / totalBytes,
      phase === 'fetching' ? note.of(doneBytes, totalBytes) : `checking ${path}`,
    );
  try {
    await installModel(model, folder, fetcher, { signal: options.signal, onProgress });
  } finally {
    progress.stop();
  }
  printLine(`${model.about} is in ${folder}.`);
  if (options.dir) printLine(`It is used after: export ${model.variable}=${folder}`);
}

function bytesOf({ parts }: DefaultModel): number {
  return parts.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0);
}
