import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { ModelsEnv, readEnvironment } from '@parley/config';
import { Hub, unpack } from '@parley/hub';
import { VOICES_FOLDER } from '@parley/moshi';
import { CliError } from '../errors.js';
import { printLine } from '../terminal/print.js';
import { onStopSignal } from '../terminal/stop-signal.js';
import { EMBEDDING_MODEL } from './embedding-model.js';
import { modelFolder, modelsFolder } from './model-folder.js';
import { OPTIONAL_FILES, REQUIRED_FILES, VOICES_ARCHIVE } from './personaplex-files.js';
import { pullFolder } from './pull-folder.js';
import { SPEECH_MODELS } from './speech-models.js';

interface PullOptions {
  dir?: string;
  revision?: string;
}

export function addPull(models: Command): void {
  models
    .command('pull')
    .description(
      'Fetch PersonaPlex, better ears and a better voice for the cascade engine, or a model that finds passages by meaning.',
    )
    .argument('[repo]', 'a repository of the hub (else HF_REPO), "speech" or "embeddings"')
    .option('--dir <dir>', 'folder to put it in (else one of its name in the state folder)')
    .option('--revision <name>', 'branch, tag or commit (else main)')
    .addHelpText(
      'after',
      `
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
  const hub = new Hub({ endpoint, token, env: process.env });
  if (name === 'speech') await pullSpeech(hub, options);
  else if (name === 'embeddings') await pullEmbeddings(hub, options);
  else await pullPersonaplex(hub, name ?? repo, options);
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

async function pullSpeech(hub: Hub, { dir, revision }: PullOptions): Promise<void> {
  if (revision) throw new CliError('"speech" is more than one repository: leave --revision out.');
  const signal = onStopSignal();
  for (const { repo, wanted, required, about, variable } of SPEECH_MODELS) {
    const folder = resolve(dir ?? modelsFolder(), basename(repo));
    const isWanted = (path: string) => wanted.test(path);
    await pullFolder(hub, { repo, revision: 'main', folder, required, isWanted, signal });
    printLine(`${about} is in ${folder}.`);
    printLine(`It is used after: export ${variable}=${folder}`);
  }
}

async function pullEmbeddings(hub: Hub, { dir, revision = 'main' }: PullOptions): Promise<void> {
  const { repo, files, variable } = EMBEDDING_MODEL;
  const folder = resolve(dir ?? modelFolder(repo));
  const isWanted = (path: string) => files.some((file) => file === path);
  const signal = onStopSignal();
  await pullFolder(hub, { repo, revision, folder, required: files, isWanted, signal });
  printLine(`The embedding model is in ${folder}.`);
  printLine(`It is used after: export ${variable}=${folder}`);
}
