import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { collect, freePort, ROOT, stop } from './stack.js';

const START_MS = 30_000;
const RunRecord = z.object({
  natsUrl: z.string(),
  natsPasswords: z.record(z.string(), z.string()),
});

/** One more gateway on the bus of a running stack. */
export interface Gateway {
  readonly port: number;
  readonly url: string;
  readonly chatUrl: string;
  readonly process: ChildProcess;
  /** The value of a metric, summed over its labels. */
  metric(name: string): Promise<number>;
  close(): Promise<void>;
}

/** `home`: where the stack keeps `run.json`. */
export async function startGateway(home: string, env: NodeJS.ProcessEnv = {}): Promise<Gateway> {
  const { natsUrl, natsPasswords } = await busIn(home);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [join(ROOT, 'apps/gateway/dist/main.js')], {
    env: {
      ...process.env,
      NATS_URL: natsUrl,
      NATS_USER: 'gateway',
      NATS_PASSWORD: natsPasswords['gateway'],
      PORT: String(port),
      HOST: '127.0.0.1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = collect(child);
  const gateway: Gateway = {
    port,
    url,
    chatUrl: `ws://127.0.0.1:${port}/api/chat`,
    process: child,
    metric: (name) => metricAt(url, name),
    close: () => stop(child),
  };
  try {
    await untilReady(url, log);
  } catch (error) {
    await gateway.close();
    throw error;
  }
  return gateway;
}

/** A stack answers a moment before it has written down where its bus is. */
async function busIn(home: string): Promise<z.infer<typeof RunRecord>> {
  for (let waitedMs = 0; waitedMs < START_MS; waitedMs += 100) {
    const text = await readFile(join(home, 'run.json'), 'utf8').catch(() => undefined);
    if (text) return RunRecord.parse(JSON.parse(text));
    await sleep(100);
  }
  throw new Error(`There is no run.json in ${home}.`);
}

async function untilReady(url: string, log: () => string): Promise<void> {
  for (let waitedMs = 0; waitedMs < START_MS; waitedMs += 100) {
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await sleep(100);
  }
  throw new Error(`The gateway was not ready within ${START_MS / 1000} s:\n${log()}`);
}

async function metricAt(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const series = text.split('\n').filter((line) => line.startsWith(`${name}{`));
  return series.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
