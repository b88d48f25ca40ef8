import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { questionPackets } from '../support/client.js';
import { openTcpProxy } from '../support/tcp-proxy.js';
import { startStack } from '../support/stack.js';
import { Caller } from './caller.js';
import { DEATHS, NUISANCES } from './faults.js';
import { pidsOf, type TestStack } from './test-stack.js';
import { MemoryWatch } from './memory.js';
import { Random } from './random.js';
import { Tally } from './tally.js';

const CALLERS = 4;
/** One more than callers, so that a crowd finds a slot, and few places to wait. */
const LM_SLOTS = 5;
const QUEUE_LIMIT = 4;
const KILLING_SHARE = 2 / 3;
const SAMPLE_MS = 2_000;
const CALM_AGAIN_WITHIN_MS = 90_000;

export interface ChaosOptions {
  seconds: number;
  seed: number;
  /** Told what is being done. */
  log(proxy: string): void;
}

export interface ChaosReport {
  tally: Tally;
  memory: ReturnType<MemoryWatch['slopes']>;
}

/** A whole stack under load, whose processes are killed and whose clients misbehave, for so many seconds. */
export async function runChaos({ seconds, seed, log }: ChaosOptions): Promise<ChaosReport> {
  const home = await mkdtemp(join(tmpdir(), 'parley-chaos-'));
  // all callers have one address here
  const MAX_SESSIONS_PER_ADDRESS = '100';
  const limits = {
    LM_SLOTS: `${LM_SLOTS}`,
    QUEUE_LIMIT: `${QUEUE_LIMIT}`,
    MAX_SESSIONS_PER_ADDRESS,
  };
  const stack = await startStack({ env: { PARLEY_HOME: home, ...limits } });
  const proxy = await openTcpProxy(stack.port);
  const chatUrl = `ws://127.0.0.1:${proxy.port}/api/chat`;
  try {
    return await injectFaults(
      { home, chatUrl, gatewayUrl: stack.url, proxy },
      { seconds, seed, log },
    );
  } finally {
    await proxy.close();
    await stack.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function injectFaults(
  stack: TestStack,
  { seconds, seed, log }: ChaosOptions,
): Promise<ChaosReport> {
  const tally = new Tally();
  const memory = new MemoryWatch();
  const random = new Random(seed);
  const end = new AbortController();
  const packets = questionPackets('forgotten-password.wav');
  const callers = Array.from({ length: CALLERS }, (_, i) => {
    const own = { random: new Random(seed + 1 + i), signal: end.signal };
    return new Caller({ url: stack.chatUrl, packets, tally, ...own }).callUntilAborted();
  });
  const sampler = setInterval(
    () =>
      void pidsOf(stack).then(
        (pids) => memory.sample(pids),
        () => undefined,
      ),
    SAMPLE_MS,
  );
  await strikeFor(seconds, stack, random, tally, log);
  end.abort();
  await Promise.all(callers);
  clearInterval(sampler);
  await expectCalm(stack, tally);
  return { tally, memory: memory.slopes() };
}

/**
 * All faults in an order of chance, round after round. In the last third nothing is killed, so that processes
 * live long enough for their memory to be judged.
 */
async function strikeFor(
  seconds: number,
  stack: TestStack,
  random: Random,
  tally: Tally,
  log: (proxy: string) => void,
): Promise<void> {
  const startMs = performance.now();
  const share = () => (performance.now() - startMs) / (seconds * 1_000);
  const isOver = () => share() > 1;
  while (!isOver()) {
    const faults = share() < KILLING_SHARE ? [...DEATHS, ...NUISANCES] : NUISANCES;
    for (const fault of random.shuffled(faults)) {
      await sleep(random.between(2_000, 5_000));
      if (isOver()) return;
      log(`${((performance.now() - startMs) / 1_000).toFixed(0)} s: ${fault.name}`);
      tally.count(fault.name);
      await fault.strike(stack, random, tally);
    }
  }
}

/** After the faults everything is there again and no session is left over. */
async function expectCalm({ gatewayUrl }: TestStack, tally: Tally): Promise<void> {
  let last = '';
  for (let waitedMs = 0; waitedMs < CALM_AGAIN_WITHIN_MS; waitedMs += 500) {
    last = await whatIsAmiss(gatewayUrl).catch((error: unknown) => String(error));
    if (last === '') return;
    await sleep(500);
  }
  tally.complain(`90 s after the last fault: ${last}`);
}

async function whatIsAmiss(gatewayUrl: string): Promise<string> {
  const ready = await fetch(`${gatewayUrl}/readyz`);
  if (!ready.ok) return (await ready.text()).trim();
  const metrics = await (await fetch(`${gatewayUrl}/metrics`)).text();
  const sessions = /^parley_gateway_sessions\{.*\} (\d+)$/m.exec(metrics)?.[1];
  return sessions === '0' ? '' : `${sessions} sessions are left`;
}
