import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startNatsServer, type NatsServer } from '@parley/bus';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import type { RunningGateway } from '../start-gateway.js';
import { startTestGateway } from '../testing/gateway.js';
import { ScriptedDocuments } from '../testing/scripted-documents.js';

let nats: NatsServer;
let gateway: RunningGateway;
let service: ScriptedDocuments;

beforeAll(async () => {
  nats = await startNatsServer();
  gateway = await startTestGateway(nats.url, { MAX_SESSIONS_PER_ADDRESS: '2' });
  service = await ScriptedDocuments.start(nats.url);
  const url = `http://127.0.0.1:${gateway.port}/api/documents`;
  await vi.waitFor(async () => expect((await fetch(url)).status).toBe(200));
});
afterAll(async () => {
  await service?.close();
  await gateway?.close();
  await nats?.close();
});

/** The beginning of an upload, and then a byte now and then. */
function trickle(
  everyMs: number,
  bytes: string,
  first = '',
): { socket: Socket; answer: Promise<string> } {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const form = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.md"\r\n\r\n';
  socket.write(
    'POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n' +
      `Content-Type: multipart/form-data; boundary=b\r\n\r\n${form}${first}`,
  );
  const timer = setInterval(() => socket.write(bytes), everyMs);
  const answer = (async () => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(socket, 'close');
    return text;
  })();
  onTestFinished(() => {
    clearInterval(timer);
    socket.destroy();
  });
  return { socket, answer };
}

it('an upload that trickles in is cut with a sentence, and its place is free again', async () => {
  const slow = [trickle(200, 'x'), trickle(200, 'x', 'x'.repeat(300_000))];
  const url = `http://127.0.0.1:${gateway.port}/api/documents`;
  await vi.waitFor(async () => expect((await fetch(url)).status).toBe(429));
  const answers = await Promise.all(slow.map(({ answer }) => answer));
  for (const answer of answers) {
    expect(answer).toContain('HTTP/1.1 408 ');
    expect(answer).toContain('came too slowly');
  }
  await vi.waitFor(async () => expect((await fetch(url)).status).toBe(200));
  await vi.waitFor(() => expect(service.unfinished.size).toBe(0));
});

it('one over a poor line goes on', async () => {
  const { socket } = trickle(250, 'x'.repeat(1_000));
  const ended = once(socket, 'close').then(() => 'cut');
  const went = new Promise((resolve) => {
    const look = setInterval(() => {
      if (socket.bytesWritten < 60_000) return;
      clearInterval(look);
      resolve('on');
    }, 100);
  });
  expect(await Promise.race([ended, went])).toBe('on');
});
