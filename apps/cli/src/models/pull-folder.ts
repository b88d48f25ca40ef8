import {
  pull,
  readRelease,
  type Hub,
  type HubFile,
  type PullProgress,
  type Release,
} from '@parley/hub';
import { CliError } from '../errors.js';
import { printLine } from '../terminal/print.js';
import { openProgress } from '../terminal/progress.js';
import { sizeText, TransferNote } from '../terminal/transfer-note.js';

export interface PullRequest {
  readonly repo: string;
  readonly revision: string;
  readonly folder: string;
  /** Files that the repository must have to be what is asked for. */
  readonly required: readonly string[];
  readonly isWanted: (path: string) => boolean;
  readonly signal: AbortSignal;
}

/** Fetches a part of a repository, with a bar. @throws HubError, CliError */
export async function pullFolder(hub: Hub, request: PullRequest): Promise<void> {
  const { repo, revision, folder, signal } = request;
  const release = await readRelease(hub, repo, revision, signal);
  const files = wantedFiles(release, request);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  printLine(`${repo} at ${release.commit}: ${files.length} files, ${sizeText(bytes)}.`);
  const progress = openProgress('Fetching');
  const note = new TransferNote();
  const onProgress = ({ phase, path, doneBytes, totalBytes }: PullProgress) =>
    progress.update(
      doneBytes / totalBytes,
      phase === 'fetching' ? note.of(doneBytes, totalBytes) : `checking ${path}`,
    );
  try {
    await pull(hub, release, files, folder, { signal, onProgress });
  } finally {
    progress.stop();
  }
}

function wantedFiles(
  { repo, files }: Release,
  { required, isWanted }: Pick<PullRequest, 'required' | 'isWanted'>,
): HubFile[] {
  const paths = new Set(files.map(({ path }) => path));
  const missing = required.filter((path) => !paths.has(path));
  if (missing.length > 0)
    throw new CliError(
      `${repo} is not the release that is needed: it has no ${missing.join(', ')}.`,
    );
  return files.filter(({ path }) => isWanted(path));
}
