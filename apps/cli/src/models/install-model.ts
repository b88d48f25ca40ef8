import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  readPulledFolder,
  sealFolder,
  writing,
  type PinnedFetcher,
  type PullOptions,
} from '@parley/hub';
import type { DefaultModel, ModelPart } from './default-models.js';

/** What is being fetched lies beside the folder that it becomes, which is there only when it is whole. */
export const UNFINISHED = '.partial';

/** Whether everything is there that was there when it was checked. */
export async function isWhole(folder: string): Promise<boolean> {
  const pulled = await readPulledFolder(folder);
  return pulled !== undefined && pulled.bytes > 0 && pulled.doneBytes === pulled.bytes;
}

/** Fetches a model into `folder`; what is begun is gone on with, and what is there stays until the new one is whole. */
export async function installModel(
  model: DefaultModel,
  folder: string,
  fetcher: PinnedFetcher,
  options: PullOptions,
): Promise<void> {
  const unfinished = `${folder}${UNFINISHED}`;
  const lacking: ModelPart[] = [];
  for (const part of model.parts) {
    if (await copyOfSystem(part, unfinished)) continue;
    await takeOver(part, folder, unfinished);
    lacking.push(part);
  }
  await fetcher.fetch(model.from, lacking, unfinished, options);
  options.signal?.throwIfAborted();
  await writing(unfinished, async () => model.finish?.(unfinished));
  await sealFolder(unfinished, { repo: model.from, commit: '-' });
  await replaceFolder(unfinished, folder);
}

/** Whether a system package has the files, which are then copied: they shall not change with the package. */
async function copyOfSystem({ ofSystem = [], files }: ModelPart, to: string): Promise<boolean> {
  for (const folder of ofSystem) {
    const found = await Promise.all(files.map(({ path }) => isFile(join(folder, path))));
    if (!found.every(Boolean)) continue;
    for (const { path } of files) await copyFile(join(folder, path), join(to, path));
    return true;
  }
  return false;
}

/** Files that somebody has put into the folder by hand need not be fetched; those that are wrong are found out. */
async function takeOver({ files }: ModelPart, folder: string, to: string): Promise<void> {
  for (const { path } of files) {
    const isWanted = (await isFile(join(folder, path))) && !(await isFile(join(to, path)));
    if (isWanted) await copyFile(join(folder, path), join(to, path));
  }
}

async function copyFile(from: string, to: string): Promise<void> {
  await writing(to, async () => {
    await mkdir(dirname(to), { recursive: true });
    await cp(from, to);
  });
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/** A folder cannot be renamed onto one that is not empty, so the old one steps aside first. */
async function replaceFolder(from: string, to: string): Promise<void> {
  const old = `${to}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(to, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(from, to);
  await rm(old, { recursive: true, force: true });
}
