import { mkdir } from 'node:fs/promises';
import { writing } from './disk.js';
import { fetchFiles, notYetThere, type PullOptions } from './fetch-files.js';
import { withFolderLock } from './folder-lock.js';
import type { Hub } from './hub.js';
import { FolderManifest } from './manifest.js';
import { fileUrl, type HubFile, type Release } from './release.js';

/**
 * Brings files of a release into `folder`. What is there already is kept, what was begun is gone on with, and a file has its
 * name only when it is whole.
 * @throws HubError
 */
export async function pull(
  hub: Hub,
  release: Release,
  files: readonly HubFile[],
  folder: string,
  options: PullOptions = {},
): Promise<void> {
  await writing(folder, () => mkdir(folder, { recursive: true }));
  await withFolderLock(folder, () => pullInto(hub, release, files, folder, options));
}

async function pullInto(
  hub: Hub,
  release: Release,
  files: readonly HubFile[],
  folder: string,
  options: PullOptions,
): Promise<void> {
  const manifest = await FolderManifest.begin(folder, release, files);
  const missing = await notYetThere(files, { folder, manifest }, options);
  const addressOf = (file: HubFile) => ({ repo: release.repo, url: fileUrl(hub, release, file) });
  await fetchFiles(hub, addressOf, missing, { folder, manifest }, options);
}
