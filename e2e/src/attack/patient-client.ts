import { setTimeout as sleep } from 'node:timers/promises';
import { TestClient } from '../support/client.js';
import type { Stack } from '../support/stack.js';
import { Harm } from './attack.js';

/** The attack before is still being cleared up for a moment, on a busy machine for a few. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 250;

/** An honest client, who tries again when all is taken. @throws Harm when that does not pass. */
export async function openPatiently({ chatUrl }: Pick<Stack, 'chatUrl'>): Promise<TestClient> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const client = await TestClient.open(`${chatUrl}?meta=1&audio=opus`);
    if (client.has('handshake')) return client;
    await client.close();
    if (performance.now() > untilMs)
      throw new Harm(`nobody got in any more: ${client.errors.join(' ')}`);
    await sleep(RETRY_MS);
  }
}
