import { afterEach, describe, expect, it, vi } from 'vitest';
import { metricOf, startReadyGateway } from '../testing/gateway.js';
import { ScriptedWorkers } from '../testing/scripted-workers.js';
import { TestClient } from '../testing/test-client.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function gatewayWithEndlessEngine() {
  const workers = await ScriptedWorkers.start();
  closers.push(() => workers.close());
  await Promise.all([workers.startCodec(), workers.startRecognizer(), workers.startDocuments()]);
  await workers.startEndlessEngine();
  const { port, close } = await startReadyGateway(workers.natsUrl, { MAX_SESSIONS: '4' });
  closers.push(close);
  return { workers, port };
}

describe('a client that leaves while its session is being opened', () => {
  it('gives its place and its slots back at once, however long the engine takes', async () => {
    const { workers, port } = await gatewayWithEndlessEngine();
    for (let round = 1; round <= 3; round++) {
      const clients = await Promise.all([1, 2, 3, 4].map(() => TestClient.connect(port)));
      await vi.waitFor(() => expect(workers.opened).toHaveLength(4 * round));
      clients.forEach(({ socket }) => socket.terminate());
      await vi.waitFor(() => expect(workers.givenUp).toHaveLength(4 * round));
    }
    await workers.stop('lm-1');
  });

  it('gives them back even where the worker takes up the claim after the client has left', async () => {
    const { workers, port } = await gatewayWithEndlessEngine();
    for (let round = 1; round <= 5; round++) {
      // none of them waits for anything
      const clients = await Promise.all([1, 2, 3, 4].map(() => TestClient.connect(port)));
      clients.forEach(({ socket }) => socket.terminate());
      await vi.waitFor(async () =>
        expect(await metricOf(port, 'parley_gateway_sessions_rejected_total', 'client-left')).toBe(
          4 * round,
        ),
      );
    }
    await workers.stop('lm-1');
  });
});
