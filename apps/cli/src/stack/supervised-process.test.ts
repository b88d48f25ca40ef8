import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SupervisedProcess, type ProcessPlan, type ServiceStatus } from './supervised-process.js';

const TIMES = { firstRestartMs: 20, longestRestartMs: 80, killAfterMs: 300, signWithinMs: 10_000 };

let folder: string;
let statuses: ServiceStatus[];
let running: SupervisedProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-supervised-'));
  statuses = [];
  running = [];
});
afterEach(async () => {
  for (const each of running) await each.stop();
  await rm(folder, { recursive: true });
});

const firstMessage: ProcessPlan['ready'] = async (child, { signal }) =>
  String((await once(child, 'message', { signal }))[0]);

/** Supervises a small program that counts as ready when it sends its first message. */
async function supervise(
  source: string,
  times = {},
  ready: ProcessPlan['ready'] = firstMessage,
): Promise<SupervisedProcess> {
  const script = join(folder, 'service.mjs');
  await writeFile(script, source);
  const supervised = new SupervisedProcess(
    {
      name: 'sample',
      args: () => [script],
      env: { PATH: process.env['PATH'], FOLDER: folder },
      cwd: folder,
      logPath: join(folder, 'sample.log'),
      ready,
    },
    (status) => statuses.push(status),
    { ...TIMES, ...times },
  );
  running.push(supervised);
  return supervised;
}

const states = () => statuses.map(({ state }) => state);
const lastDetailOf = (state: string) => statuses.findLast((each) => each.state === state)?.detail;
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Whether anyone listens on a Unix socket: a killed grandchild may linger as a zombie, its socket does not. */
async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

it('is started when the process says that it is ready', async () => {
  const supervised = await supervise(`process.send('two voices'); setInterval(() => {}, 1000);`);
  await supervised.start();
  expect(statuses).toEqual([
    { service: 'sample', state: 'starting', detail: '' },
    { service: 'sample', state: 'ready', detail: 'two voices' },
  ]);
});

it('passes on the last line of a process that cannot start, and does not try again', async () => {
  const supervised = await supervise(
    `console.error('some noise'); console.error('PORT=x cannot be used.'); process.exit(1);`,
  );
  await expect(supervised.start()).rejects.toThrow(
    'sample could not start: PORT=x cannot be used. (log:',
  );
  expect(states()).toEqual(['starting']);
});

it('gives up on a process that never becomes ready, and ends it', async () => {
  const supervised = await supervise(`setInterval(() => {}, 1000);`, { signWithinMs: 300 });
  await expect(supervised.start()).rejects.toThrow('it gave no sign of life for 0.3 s');
  expect(isAlive(supervised.pid as number)).toBe(false);
});

it('waits for one that is slow as long as it says that it goes on, and tells how long that takes', async () => {
  const script = `setInterval(() => process.send('read'), 20); setTimeout(() => process.send('ready'), 1500);`;
  const supervised = await supervise(script, { signWithinMs: 600 }, async (child, { progress }) => {
    for (;;) {
      const [message] = (await once(child, 'message')) as [string];
      if (message === 'ready') return 'at last';
      progress('reading');
    }
  });
  await supervised.start();
  expect(lastDetailOf('ready')).toBe('at last');
  expect(lastDetailOf('slow')).toMatch(/^still starting after [12] s: reading$/);
});

it('waits for one that says nothing while it computes', async () => {
  const script = `const until = Date.now() + 1500; while (Date.now() < until); process.send('computed'); setInterval(() => {}, 1000);`;
  const supervised = await supervise(script, { signWithinMs: 500 });
  await supervised.start();
  expect(lastDetailOf('ready')).toBe('computed');
});

it('starts a process again that was killed, and says so', async () => {
  const supervised = await supervise(`process.send('here'); setInterval(() => {}, 1000);`);
  await supervised.start();
  const firstPid = supervised.pid as number;
  process.kill(firstPid, 'SIGKILL');
  await vi.waitFor(() => expect(states()).toEqual(['starting', 'ready', 'restarting', 'ready']));
  expect(lastDetailOf('restarting')).toBe('killed by SIGKILL; starting it again in 0.02 s');
  expect(supervised.pid).not.toBe(firstPid);
});

it('waits longer before each restart of a process that keeps dying, up to a limit', async () => {
  await (
    await supervise(`process.send('here', () => { console.error('no luck'); process.exit(1); });`)
  ).start();
  const waits = () =>
    statuses.filter(({ state }) => state === 'restarting').map(({ detail }) => detail);
  await vi.waitFor(() => expect(waits().length).toBeGreaterThan(3), { timeout: 10_000 });
  expect(waits().slice(0, 4)).toEqual(
    [0.02, 0.04, 0.08, 0.08].map((s) => `no luck; starting it again in ${s} s`),
  );
});

it('lets a process finish its work when it is stopped', async () => {
  const supervised = await supervise(`
    import { writeFileSync } from 'node:fs';
    process.on('SIGTERM', () => { writeFileSync('farewell', 'done'); process.exit(0); });
    process.send('here'); setInterval(() => {}, 1000);`);
  await supervised.start();
  await supervised.stop();
  expect(await readFile(join(folder, 'farewell'), 'utf8')).toBe('done');
  expect(states().slice(-2)).toEqual(['stopping', 'stopped']);
});

it('kills a process that does not heed being stopped, and what it had started', async () => {
  const supervised = await supervise(`
    import { spawn } from 'node:child_process';
    process.on('SIGTERM', () => {});
    const listener = "require('net').createServer().listen('socket', () => console.log('listens'))";
    const grandchild = spawn(process.execPath, ['-e', listener]);
    grandchild.stdout.once('data', () => process.send('both here')); setInterval(() => {}, 1000);`);
  await supervised.start();
  expect(await answers(join(folder, 'socket'))).toBe(true);
  await supervised.stop();
  expect(isAlive(supervised.pid as number)).toBe(false);
  // The kernel takes a moment to end what a killed process had started.
  await vi.waitFor(async () => expect(await answers(join(folder, 'socket'))).toBe(false));
});

it('can be stopped while it waits to start a process again', async () => {
  const supervised = await supervise(`process.send('here', () => process.exit(1));`, {
    firstRestartMs: 60_000,
    longestRestartMs: 60_000,
  });
  await supervised.start();
  await vi.waitFor(() => expect(states()).toContain('restarting'));
  await supervised.stop();
  expect(isAlive(supervised.pid as number)).toBe(false);
});
