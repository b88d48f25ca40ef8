import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Encoder } from '@evan/opus';
import { CLOSE, encodeFrame, pcmToBytes, type Frame, type Metadata } from '@parley/protocol';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { freePort } from '../stack/index.js';
import { chatUrl } from './chat-url.js';
import { converse } from './conversation.js';

const PACKETS = 20;
const recording = {
  samples: Int16Array.from({ length: 480 * PACKETS }, (_, i) => 8_000 * Math.sin(i / 8)),
  speechEnd: 480 * PACKETS,
  seconds: 0.4,
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that takes up every conversation as `meet` says. */
async function serverThat(meet: (socket: WebSocket) => void): Promise<URL> {
  server = createServer();
  new WebSocketServer({ server }).on('connection', meet);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return chatUrl(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const send = (socket: WebSocket, frame: Frame) => socket.send(encodeFrame(frame));

function answer(socket: WebSocket, toItsEnd = true): void {
  const meta = (json: Metadata) => send(socket, { kind: 'metadata', json });
  const encoder = new Encoder({ channels: 1, sample_rate: 24_000, application: 'voip' });
  const say = (amplitude: number) => {
    const samples = Int16Array.from({ length: 480 }, (_, i) => amplitude * Math.sin(i / 8));
    send(socket, { kind: 'audio', bytes: encoder.encode(pcmToBytes(samples)) });
  };
  meta({ type: 'transcript', role: 'user', turn: 1, text: 'how do i connect', final: true });
  const citations = [{ document: 'vpn.md', title: 'VPN', score: 0.9, passage: 'Open the client.' }];
  meta({ type: 'citations', turn: 1, grounded: true, citations });
  for (let i = 0; i < 8; i += 1) say(0);
  for (let i = 0; i < 12; i += 1) say(8_000);
  const latencyMs = { endOfTurn: 1, transcript: 2, answer: 3, voice: 4.4, firstFrame: 5 };
  meta({ type: 'timings', turn: 1, latencyMs });
  if (!toItsEnd) return;
  meta({ type: 'transcript', role: 'assistant', turn: 1, text: 'Open the client.', final: true });
}

it('speaks a recording to its end and hears the answer with its source and its timing', async () => {
  const url = await serverThat((socket) => {
    let received = 0;
    send(socket, { kind: 'handshake' });
    socket.on('message', () => {
      received += 1;
      if (received === PACKETS + 10) answer(socket);
    });
  });
  const conversation = await converse(recording, { url });
  expect(conversation).toMatchObject({
    transcript: 'how do i connect',
    answer: 'Open the client.',
    grounded: true,
    citations: [{ document: 'vpn.md', title: 'VPN', score: 0.9 }],
    latencyMs: { endOfTurn: 1, transcript: 2, answer: 3, voice: 4, firstFrame: 5 },
    audioSeconds: 0.4,
    framesOut: 5,
  });
  expect(conversation.latencyMs.endOfSpeechToFirstAudio).toBeGreaterThanOrEqual(150);
  expect(conversation.framesIn).toBeGreaterThan(PACKETS / 4);
  expect(conversation.reply).toHaveLength(480 * 20);
});

it('hangs up as soon as the answer has begun, when that is all one wants to know', async () => {
  const url = await serverThat((socket) => {
    send(socket, { kind: 'handshake' });
    let received = 0;
    socket.on('message', () => (received += 1) === PACKETS + 1 && answer(socket, false));
  });
  const conversation = await converse(recording, { url, hangUpEarly: true });
  expect(conversation).toMatchObject({ grounded: true, answer: '', latencyMs: { endOfTurn: 1 } });
});

it('passes on why the server ended the conversation', async () => {
  const url = await serverThat((socket) => {
    send(socket, { kind: 'error', message: 'All voices are busy.' });
    socket.close(CLOSE.tryAgainLater);
  });
  await expect(converse(recording, { url })).rejects.toThrow('All voices are busy.');
});

it('notices that the server went away in the middle', async () => {
  const url = await serverThat((socket) => {
    send(socket, { kind: 'handshake' });
    socket.once('message', () => socket.terminate());
  });
  await expect(converse(recording, { url })).rejects.toThrow('The server ended the conversation');
});

it('says how to start a server when none is there', async () => {
  const port = await freePort();
  await expect(converse(recording, { url: chatUrl(`localhost:${port}`) })).rejects.toThrow(
    `Nothing answers at localhost:${port}; start Parley with`,
  );
});

it('asks for a token when the server wants one', async () => {
  const url = await serverThat(() => undefined);
  server?.removeAllListeners('upgrade');
  server?.on('upgrade', (_, socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n'));
  await expect(converse(recording, { url })).rejects.toThrow('give an access token with --token');
});
