import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProcessGroup } from './process-group.js';
import type { ProcessPlan, ServiceStatus } from './supervised-process.js';

let folder: string;
let statuses: ServiceStatus[];
let group: ProcessGroup;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-group-'));
  statuses = [];
  group = new ProcessGroup((status) => statuses.push(status), { killAfterMs: 500 });
});
afterEach(async () => {
  await group.stop();
  await rm(folder, { recursive: true });
});

const plan = (name: string, source: string): ProcessPlan => ({
  name,
  args: () => ['--input-type=module', '-e', source],
  env: { PATH: process.env['PATH'] },
  cwd: folder,
  logPath: join(folder, `${name}.log`),
  ready: async (child, { signal }) => String((await once(child, 'message', { signal }))[0]),
});
const steady = (name: string) => plan(name, `process.send('ready'); setInterval(() => {}, 1000);`);

it('stops its processes one by one, the last started first', async () => {
  for (const name of ['nats', 'worker', 'gateway']) await group.start(steady(name));
  const pids = Object.values(group.pids);
  await group.stop();
  const order = statuses.filter(({ state }) => ['stopping', 'stopped'].includes(state));
  expect(order.map(({ service, state }) => `${service} ${state}`)).toEqual(
    ['gateway', 'worker', 'nats'].flatMap((name) => [`${name} stopping`, `${name} stopped`]),
  );
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

it('stops what runs when one of them cannot start', async () => {
  await group.start(steady('nats'));
  const broken = plan('worker', `console.error('No voice is installed.'); process.exit(1);`);
  await expect(group.start(broken)).rejects.toThrow(
    'worker could not start: No voice is installed.',
  );
  const { nats = 0 } = group.pids;
  await group.stop();
  expect(() => process.kill(nats, 0)).toThrow('ESRCH');
});

it('can be stopped while a process is starting, and starts no other then', async () => {
  const starting = group.start(plan('slow', `setInterval(() => {}, 1000);`));
  const failed = expect(starting).rejects.toThrow('it was stopped');
  await group.stop();
  await failed;
  await expect(group.start(steady('late'))).rejects.toThrow('everything is being stopped');
});
