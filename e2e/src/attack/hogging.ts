import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { must, type Attack, type Target } from './attack.js';
import { firstKind } from './first-word.js';
import { openPatiently } from './patient-client.js';
import { processorSecondsOf } from './processes.js';

/** Waves of clients, each as many as an address may have. */
const WAVES = 8;
const WAVE = 12;
const CYCLES = 500;
const FUZZED = 20_000;

export const HOGGING: readonly Attack[] = [
  { name: 'openings that are given up', run: giveUp },
  { name: 'one address takes all places', run: takeAll },
  { name: 'sessions opened and closed without end', run: cycle },
  { name: 'messages of chance', run: fuzz },
];

async function giveUp({ stack, scale, note }: Target): Promise<void> {
  const before = await processorSecondsOf(stack, 'asr-worker');
  for (let wave = 0; wave < Math.max(2, WAVES * scale); wave++) {
    const sockets = Array.from({ length: WAVE }, () => new WebSocket(stack.chatUrl));
    for (const socket of sockets) socket.on('error', () => undefined);
    await Promise.all(sockets.map((socket) => once(socket, 'open')));
    sockets.forEach((socket) => socket.terminate());
  }
  const start = performance.now();
  const client = await openPatiently(stack);
  const openMs = performance.now() - start;
  const cost = (await processorSecondsOf(stack, 'asr-worker')) - before;
  note(
    `then a session in ${openMs.toFixed(0)} ms; recogniser ${cost.toFixed(1)} s of processor time`,
  );
  await client.close();
}

async function takeAll({ stack: { chatUrl }, note }: Target): Promise<void> {
  const sockets: WebSocket[] = [];
  try {
    let opened = 0;
    for (let i = 0; i < 40; i++) {
      const socket = new WebSocket(chatUrl);
      sockets.push(socket);
      if ((await firstKind(socket)) !== 'handshake') break;
      opened += 1;
    }
    note(`one address got ${opened} places`);
    const neighbour = new WebSocket(chatUrl, { localAddress: '127.0.0.2' });
    sockets.push(neighbour);
    must((await firstKind(neighbour)) === 'handshake', 'nothing was left for another address');
  } finally {
    sockets.forEach((socket) => socket.terminate());
  }
}

async function cycle({ stack, scale, note }: Target): Promise<void> {
  const count = Math.max(40, Math.round(CYCLES * scale));
  let refused = 0;
  for (let i = 0; i < count; i++) {
    const socket = new WebSocket(stack.chatUrl);
    if ((await firstKind(socket)) !== 'handshake') refused += 1;
    socket.terminate();
  }
  note(`${count} sessions, ${refused} refused`);
  must(refused < count / 10, `${refused} of ${count} were refused`);
}

/** Kinds, lengths and containers at random, and good beginnings with bad ends. */
async function fuzz({ stack, random, scale, note }: Target): Promise<void> {
  const beginnings = ['OggS\0\x02', '\x1aE\xdf\xa3', 'OpusHead', ''].map((text) =>
    Buffer.from(text, 'latin1'),
  );
  let sent = 0;
  const count = Math.round(FUZZED * scale);
  while (sent < count) {
    const socket = new WebSocket(
      `${stack.chatUrl}?meta=1${random.next() < 0.5 ? '&protocol=moshi' : ''}`,
    );
    socket.on('error', () => undefined);
    await once(socket, 'open');
    for (let i = 0; i < 200 && socket.readyState === WebSocket.OPEN && sent < count; i++, sent++) {
      const beginning =
        beginnings[Math.floor(random.between(0, beginnings.length))] ?? Buffer.alloc(0);
      const kind = random.next() < 0.7 ? 1 : Math.floor(random.between(0, 256));
      socket.send(
        Buffer.concat([Buffer.of(kind), beginning, random.bytes(random.between(0, 300))]),
      );
      if (i % 20 === 0) await sleep(1);
    }
    socket.terminate();
  }
  note(`${sent} messages`);
}
