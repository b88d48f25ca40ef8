import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { TestClient } from './support/client.js';
import { startStack, type Stack } from './support/stack.js';

/** What a person notices when a process is killed in the middle of a talk. */
let home: string;
let stack: Stack;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parley-faults-'));
  stack = await startStack({ env: { PARLEY_HOME: home } });
}, 120_000);
afterAll(async () => {
  await stack?.close();
  await rm(home, { recursive: true, force: true });
});

const RunRecord = z.object({ services: z.record(z.string(), z.number()) });

async function kill(service: string): Promise<void> {
  const record = await readFile(join(home, 'run.json'), 'utf8');
  const { services } = RunRecord.parse(JSON.parse(record));
  process.kill(services[service] as number, 'SIGKILL');
}

it.each(['lm-worker', 'codec-worker'])(
  'a session whose %s is killed goes on after a gap, or ends with a sentence',
  async (service) => {
    const client = await TestClient.open(`${stack.chatUrl}?meta=1&audio=opus`);
    await client.until(() => client.audio.length > 40);
    await kill(service);
    const killedAt = performance.now();
    const hasMoved = () => client.metadata.some(({ type }) => type === 'notice');
    await client.until(() => hasMoved() || client.closed, 30_000);
    const heardBefore = client.audio.length;
    await client.until(() => client.audio.length > heardBefore || client.closed, 30_000);
    const seconds = (performance.now() - killedAt) / 1_000;
    const outcome = client.closed ? `ended: ${client.errors.join(' ')}` : 'went on';
    process.stderr.write(
      `${service} killed: the session ${outcome} after ${seconds.toFixed(1)} s\n`,
    );
    if (client.closed) expect(client.errors.at(-1)).toMatch(/\w.*\.$/);
    else expect(client.audio.length).toBeGreaterThan(heardBefore);
    await client.close();
  },
  90_000,
);
