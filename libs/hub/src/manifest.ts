import { Mutex } from 'async-mutex';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { writing } from './disk.js';
import { sha256Of } from './hash.js';
import { PartFile, partOf } from './part-file.js';
import type { HubFile, Release } from './release.js';
import { replaceFile } from './replace-file.js';

const MANIFEST_FILE = '.parley-pull.json';

const Manifest = z.object({
  repo: z.string(),
  commit: z.string(),
  /** Hash and size of each file that belongs here. */
  files: z.record(z.string(), z.object({ hash: z.string(), bytes: z.number() })),
  /** Files that were whole when their hash was last looked at, and that hash. */
  checked: z.record(z.string(), z.string()),
});
type Manifest = z.infer<typeof Manifest>;

/** What a folder should hold after `pull`, and what of it is there. */
export class FolderManifest {
  private readonly saves = new Mutex();

  private constructor(
    private readonly folder: string,
    private readonly manifest: Manifest,
  ) {}

  /** For a pull of `files` into `folder`; what earlier pulls have checked stays known. */
  static async begin(
    folder: string,
    release: Pick<Release, 'repo' | 'commit'>,
    files: readonly HubFile[],
  ) {
    const { repo, commit } = release;
    const known = await read(folder);
    const manifest: Manifest = { repo, commit, files: {}, checked: known?.checked ?? {} };
    for (const { path, hash, bytes } of files) manifest.files[path] = { hash: hash.hex, bytes };
    const begun = new FolderManifest(folder, manifest);
    await begun.save();
    return begun;
  }

  /** For a folder that is whole as it is: everything in it belongs there. */
  static async seal(folder: string, { repo, commit }: { repo: string; commit: string }) {
    const manifest: Manifest = { repo, commit, files: {}, checked: {} };
    for (const path of await filesIn(folder)) {
      const hash = await sha256Of(join(folder, path));
      manifest.files[path] = { hash, bytes: (await sizeOf(join(folder, path))) ?? 0 };
      manifest.checked[path] = hash;
    }
    await new FolderManifest(folder, manifest).save();
  }

  /** Whether a file is there and was found to have the right hash. */
  async has({ path, hash, bytes }: HubFile): Promise<boolean> {
    if (this.manifest.checked[path] !== hash.hex) return false;
    return (await sizeOf(join(this.folder, path))) === bytes;
  }

  async add({ path, hash }: HubFile): Promise<void> {
    this.manifest.checked[path] = hash.hex;
    await this.save();
  }

  private save(): Promise<void> {
    const path = join(this.folder, MANIFEST_FILE);
    const text = JSON.stringify(this.manifest, undefined, 2);
    return this.saves.runExclusive(() => writing(path, () => replaceFile(path, text)));
  }
}

/** Notes that a folder is whole as it is; `from` says what it is, as after a pull. */
export async function sealFolder(folder: string, from: { repo: string; commit: string }) {
  await FolderManifest.seal(folder, from);
}

export interface PulledFolder {
  readonly repo: string;
  readonly commit: string;
  readonly bytes: number;
  /** Bytes of it that are there. */
  readonly doneBytes: number;
}

/** What `pull` has put into a folder; undefined where it was never used. */
export async function readPulledFolder(folder: string): Promise<PulledFolder | undefined> {
  const manifest = await read(folder);
  if (!manifest) return undefined;
  let [bytes, doneBytes] = [0, 0];
  for (const [path, content] of Object.entries(manifest.files)) {
    const target = join(folder, path);
    const isWhole =
      manifest.checked[path] === content.hash && (await sizeOf(target)) === content.bytes;
    bytes += content.bytes;
    doneBytes += isWhole ? content.bytes : await PartFile.bytesAt(partOf(target), content);
  }
  return { repo: manifest.repo, commit: manifest.commit, bytes, doneBytes };
}

async function read(folder: string): Promise<Manifest | undefined> {
  try {
    return Manifest.parse(JSON.parse(await readFile(join(folder, MANIFEST_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Relative to the folder, in order; our own notes are not among them. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== MANIFEST_FILE);
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort();
}

export async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}
