import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { packetsToBytes } from '@parley/protocol';
import { afterAll, expect, it, vi } from 'vitest';
import { metricOf, startGatewayWithWorkers } from '../testing/gateway.js';
import { opusPacket, TestClient } from '../testing/test-client.js';

const { workers, gateway, close } = await startGatewayWithWorkers();
afterAll(close);

const DROPPED = 'parley_gateway_packets_dropped_total';

/** A client that opens a session and then reads nothing any more. */
async function stalledClient(): Promise<{ socket: Socket; sessionId: string }> {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const before = workers.opened.length;
  socket.write(
    'GET /api/chat?audio=opus HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await once(socket, 'data');
  await vi.waitFor(() => expect(workers.opened.length).toBe(before + 3));
  socket.pause();
  return { socket, sessionId: workers.lastSessionId };
}

/** A second of audio at a time, until `enough`; the kernel's buffers take some megabytes first. */
async function flood(enough: () => Promise<boolean>, publish: () => void): Promise<void> {
  while (!(await enough())) {
    for (let i = 0; i < 500; i++) publish();
    await workers.bus.nats.flush();
  }
}

it('loses its oldest audio, while others hear all of theirs', async () => {
  const { socket, sessionId } = await stalledClient();
  const quick = await TestClient.connect(gateway.port, 'audio=opus');
  await quick.nth('handshake', 1);
  const stamp = { sequence: 0, arrivedAt: Date.now() };
  const loud = packetsToBytes([opusPacket(1, 1_275)]);
  await flood(
    async () => (await metricOf(gateway.port, DROPPED, 'direction="out"')) > 100,
    () => workers.bus.publishAudio('opusOut', sessionId, loud, stamp),
  );
  quick.sendAudio(opusPacket(3));
  expect((await quick.nth('audio', 1)).bytes[1]).toBe(3);
  expect(await metricOf(gateway.port, 'parley_gateway_sessions')).toBe(2);
  socket.destroy();
  await quick.leave();
});

it('is closed when even its text piles up', async () => {
  const { socket, sessionId } = await stalledClient();
  const piece = 'x'.repeat(4_096);
  await flood(
    async () => workers.closed.includes(sessionId),
    () => workers.bus.publishText(sessionId, piece),
  );
  socket.destroy();
});
