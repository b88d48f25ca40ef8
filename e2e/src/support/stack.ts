import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const CLI = join(ROOT, 'apps/cli/dist/main.js');
export const QUESTIONS = join(ROOT, 'examples/questions');

const START_MS = 90_000;

/** PocketSphinx, Flite, silence and words: what runs on any machine, and alike. An empty value means without a model. */
const SMALL_MODELS = {
  ASR_MODEL_DIR: '',
  TTS_MODEL_DIR: '',
  TURN_MODEL_DIR: '',
  RAG_EMBED_MODEL_DIR: '',
};

/** The product as a process tree, started as a person starts it. */
export interface Stack {
  readonly url: string;
  readonly chatUrl: string;
  readonly port: number;
  /** Where it keeps its logs and its index, while it runs. */
  readonly home: string;
  close(): Promise<void>;
}

export interface StackOptions {
  port?: number;
  env?: NodeJS.ProcessEnv;
  /** With the models that "parley models pull" has fetched, rather than the small ones. */
  fetchedModels?: boolean;
}

/** `parley up` on a port and in folders of its own. */
export async function startStack({
  port,
  env = {},
  fetchedModels = false,
}: StackOptions = {}): Promise<Stack> {
  const models = fetchedModels ? {} : SMALL_MODELS;
  const home = await mkdtemp(join(tmpdir(), 'parley-e2e-'));
  const served = port ?? (await freePort());
  const child = spawn(process.execPath, [CLI, 'up', '--port', String(served)], {
    cwd: home,
    env: { ...process.env, NATS_URL: '', PARLEY_HOME: home, ...models, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = collect(child);
  const close = async () => {
    await stop(child);
    await rm(home, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${served}`;
  try {
    await untilReady(url, child, log);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, chatUrl: `ws://127.0.0.1:${served}/api/chat`, port: served, home, close };
}

/** Ends a process this test started and waits for it. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** What a process has printed so far. */
export function collect(child: ChildProcess): () => string {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

async function untilReady(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let waitedMs = 0; waitedMs < START_MS; waitedMs += 250) {
    if (child.exitCode !== null)
      throw new Error(`parley up ended with exit code ${child.exitCode}:\n${log()}`);
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(250);
  }
  throw new Error(`parley up was not ready within ${START_MS / 1000} s:\n${log()}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
