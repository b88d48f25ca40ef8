import { join } from 'node:path';
import type { WorkerRegistry } from '@parley/bus';
import { credentials, serverVariables, type BusPasswords } from './bus-passwords.js';
import { mainOf, NATS_MAIN, ROOT, type ServiceLayout } from './layout.js';
import { gatewayReady, natsReady, workerReady } from './readiness.js';
import type { ProcessPlan } from './supervised-process.js';

/** What all processes of a stack share. */
export interface StackSetting {
  env: NodeJS.ProcessEnv;
  logDir: string;
  /** Sets this stack's workers apart from others on the same NATS server. */
  suffix: string;
  /** Of the users of our own NATS server; undefined where another one is used. */
  passwords?: BusPasswords | undefined;
  /** Address of the gateway. */
  url: string;
}

export const logPathOf = (logDir: string, name: string) => join(logDir, `${name}.log`);

/** `listening` is told the server's address; a restart listens there again, since the services look there. */
export function natsPlan(
  { env, logDir, passwords = {} }: StackSetting,
  listening: (url: string) => void,
): ProcessPlan {
  let port = '-1';
  return {
    name: 'nats',
    args: () => [NATS_MAIN, port],
    env: { ...env, ...serverVariables(passwords) },
    cwd: ROOT,
    logPath: logPathOf(logDir, 'nats'),
    ready: async (child, watch) => {
      const url = await natsReady(child, watch);
      port = new URL(url).port;
      listening(url);
      return url;
    },
  };
}

export function servicePlan(
  { name, role }: ServiceLayout,
  registry: WorkerRegistry,
  { env, logDir, suffix, passwords, url }: StackSetting,
): ProcessPlan {
  const id = `${name}-${suffix}`;
  const main = mainOf(name);
  return {
    name,
    args: () => [main],
    env: { ...env, ...(passwords && credentials(passwords, name)), WORKER_ID: id },
    cwd: ROOT,
    logPath: logPathOf(logDir, name),
    ready: (_, watch) =>
      role ? workerReady(registry, { role, id }, watch) : gatewayReady(url, watch),
  };
}
