import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerRole } from '@parley/protocol';
import type { ServiceName } from '@parley/config';
import { CliError } from '../errors.js';

/** The workspace this program belongs to; `src` and `dist` lie equally deep in it. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** Where a stack keeps its logs, its index and `run.json`: `PARLEY_HOME`, or beside the program. */
export function stateDir(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env['PARLEY_HOME'] || join(ROOT, '.parley'));
}

const CLI_DIST = join(ROOT, 'apps/cli/dist');

/** Loaded into every child: it ends the child when this program is gone. */
export const END_WITH_PARENT = join(CLI_DIST, 'stack/end-with-parent.js');

/** The program that runs `nats-server` for a stack. */
export const NATS_MAIN = join(CLI_DIST, 'stack/nats-main.js');

/** Every service has a user of its own on the bus, with the rights that it needs. */
export const NATS_CONFIG = join(ROOT, 'deploy/nats/nats.conf');

export interface ServiceLayout {
  readonly name: ServiceName;
  /** Its role in the worker registry; the gateway has none. */
  readonly role?: WorkerRole;
}

/** In the order in which they start; they stop in the reverse of it. */
export const SERVICES: readonly ServiceLayout[] = [
  { name: 'codec-worker', role: 'codec' },
  { name: 'rag-service', role: 'rag' },
  { name: 'asr-worker', role: 'asr' },
  { name: 'lm-worker', role: 'lm' },
  { name: 'gateway' },
];

/** @throws CliError when the service was not built. */
export function mainOf(name: ServiceName): string {
  const path = join(ROOT, 'apps', name, 'dist/main.js');
  if (!existsSync(path)) {
    throw new CliError(`${relative(ROOT, path)} is missing: build it first with npm run build.`);
  }
  return path;
}
