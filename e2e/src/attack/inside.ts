import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Bus } from '@parley/bus';
import { CLI, collect } from '../support/stack.js';
import { must, type Attack, type Target } from './attack.js';
import { runRecordOf } from './processes.js';

export const INSIDE: readonly Attack[] = [
  { name: 'another program of this machine on the bus', run: joinBus },
  { name: 'a second stack on the same folder', run: secondStack },
];

async function joinBus({ stack }: Target): Promise<void> {
  const { natsUrl: url, natsPasswords } = await runRecordOf(stack);
  const users = [
    {},
    { user: 'cli', password: '' },
    { user: 'gateway', password: natsPasswords['cli'] ?? '' },
  ];
  for (const user of users) {
    const bus = await Bus.connect({ url, name: 'stranger', ...user }).catch(() => undefined);
    await bus?.close();
    must(bus === undefined, `${JSON.stringify(Object.keys(user))} was let in`);
  }
}

async function secondStack({ stack }: Target): Promise<void> {
  const { pid } = await runRecordOf(stack);
  const child = spawn(process.execPath, [CLI, 'up', '--port', '0'], {
    env: { ...process.env, NATS_URL: '', PARLEY_HOME: stack.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = collect(child);
  const [code] = (await once(child, 'close')) as [number];
  must(code === 2 && printed().includes(`process ${pid}`), `it ended with ${code}: ${printed()}`);
}
