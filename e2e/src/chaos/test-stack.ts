import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TcpProxy } from '../support/tcp-proxy.js';

const RunRecord = z.object({ services: z.record(z.string(), z.number()) });

/** The stack under chaos, and the network in front of it. */
export interface TestStack {
  /** Where the stack keeps `run.json`. */
  home: string;
  chatUrl: string;
  gatewayUrl: string;
  proxy: TcpProxy;
}

/** Process ids by service, as they are now. */
export async function pidsOf({ home }: Pick<TestStack, 'home'>): Promise<Record<string, number>> {
  return RunRecord.parse(JSON.parse(await readFile(join(home, 'run.json'), 'utf8'))).services;
}

/** This very moment, without a word to anybody. */
export async function kill(stack: Pick<TestStack, 'home'>, service: string): Promise<void> {
  const pid = (await pidsOf(stack))[service];
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // it is dead already and about to be started again
  }
}
