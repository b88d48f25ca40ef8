import { Option, type Command } from 'commander';
import { isPrepared, QUANTS, type Quant } from '@parley/moshi';
import { refusingBadInput } from '../codec/bad-input.js';
import { printLine } from '../terminal/print.js';
import { prepareWeights } from './prepare-weights.js';

export function addPrepare(models: Command): void {
  models
    .command('prepare')
    .description('Write the weights of a PersonaPlex release as they are run, beside the release.')
    .argument('<dir>', 'model folder')
    .addOption(
      new Option('--quant <kind>', 'how to keep the weights: 4, 1 or half a byte each')
        .choices(QUANTS)
        .default('q8'),
    )
    .addHelpText(
      'after',
      `
It may be stopped: the next run goes on where it was. Weights that are there already are kept.

Example:
  $ parley models prepare models/personaplex-7b-v1 --quant q4`,
    )
    .action((folder: string, { quant }: { quant: Quant }) =>
      refusingBadInput(() => prepareFolder(folder, quant)),
    );
}

async function prepareFolder(folder: string, quant: Quant): Promise<void> {
  if (await isPrepared(folder, quant))
    return printLine(`The ${quant} weights of ${folder} are ready.`);
  printLine(`The ${quant} weights are in ${await prepareWeights(folder, quant)}.`);
}
