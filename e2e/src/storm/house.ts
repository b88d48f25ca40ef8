import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Line } from '../support/line.js';

const RunRecord = z.object({ services: z.record(z.string(), z.number()) });

/** The stack in the storm, and the network in front of it. */
export interface House {
  /** Where the stack keeps `run.json`. */
  home: string;
  chatUrl: string;
  gatewayUrl: string;
  line: Line;
}

/** Process ids by service, as they are now. */
export async function pidsOf({ home }: Pick<House, 'home'>): Promise<Record<string, number>> {
  return RunRecord.parse(JSON.parse(await readFile(join(home, 'run.json'), 'utf8'))).services;
}

/** This very moment, without a word to anybody. */
export async function kill(house: Pick<House, 'home'>, service: string): Promise<void> {
  const pid = (await pidsOf(house))[service];
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // it is dead already and about to be started again
  }
}
