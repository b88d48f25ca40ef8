import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { encodeFrame } from '@parley/protocol';
import { paced, quietPackets, TestClient } from '../support/client.js';
import { must, type Attack, type Target } from './attack.js';
import { memoryOf, processorSecondsOf } from './processes.js';

const FRAME_MS = 80;
/** Below half a frame nobody hears a difference, and a busy machine makes as much by itself. */
const UNHEARD_MS = 40;
const MOST_GROWTH_MIB = 100;
const AT_ONCE = 200;

/** 120 ms of sound in two bytes. */
const DENSE_AUDIO = encodeFrame({ kind: 'audio', bytes: Uint8Array.of(0x1b, 0x02) });

type Send = (socket: WebSocket) => void;

export const FLOODS: readonly Attack[] = [
  flood('audio faster than time', (socket) => socket.send(DENSE_AUDIO)),
  flood('WebSocket pings', (socket) => socket.ping()),
  flood('WebSocket pongs', (socket) => socket.pong()),
  flood('messages that are no audio', (socket) => socket.send(Uint8Array.of(0x06))),
  flood('empty audio messages', (socket) => socket.send(Uint8Array.of(0x01))),
  flood('messages in many parts', (socket) => socket.send('', { fin: false })),
];

/** One client floods, and comes back whenever it is cut off; a neighbour talks on. */
function flood(name: string, send: Send): Attack {
  return {
    name: `flood: ${name}`,
    run: async (target) => {
      const seconds = Math.max(3, 10 * target.scale);
      const before = await memoryOf(target.stack, 'gateway');
      const alone = await latenessOfNeighbour(target, seconds);
      const stop = new AbortController();
      const flooding = floodUntil(target.stack.chatUrl, send, stop.signal);
      const codecBefore = await processorSecondsOf(target.stack, 'codec-worker');
      const beside = await latenessOfNeighbour(target, seconds);
      const codec = (await processorSecondsOf(target.stack, 'codec-worker')) - codecBefore;
      stop.abort();
      const { sent, cutOff } = await flooding;
      const grown = (await memoryOf(target.stack, 'gateway')) - before;
      target.note(
        `${sent} sent, cut off ${cutOff} times; neighbour's p99 ${alone.toFixed(0)} ms alone, ${beside.toFixed(0)} ms beside; codec ${(codec / seconds).toFixed(2)} cores; gateway +${grown.toFixed(0)} MiB`,
      );
      must(cutOff > 0, 'nobody cut the flood');
      must(beside <= Math.max(2 * alone, UNHEARD_MS), `the neighbour hears it: ${beside} ms late`);
      must(grown < MOST_GROWTH_MIB, `the gateway grew by ${grown.toFixed(0)} MiB`);
    },
  };
}

/** 99th percentile of how late the frames come that a client in a quiet room gets, in milliseconds. */
async function latenessOfNeighbour({ stack }: Target, seconds: number): Promise<number> {
  const client = await TestClient.open(`${stack.chatUrl}?audio=opus`);
  must(client.has('handshake'), `a neighbour was not let in: ${client.errors.join(' ')}`);
  const arrivals: number[] = [];
  let seen = client.audio.length;
  const look = setInterval(() => {
    const { length } = client.audio;
    if (length > seen) arrivals.push(performance.now());
    seen = length;
  }, 2);
  const packets = quietPackets(50);
  for (let second = 0; second < seconds; second++)
    await paced(packets, 20, (packet) => client.sendAudio(packet));
  clearInterval(look);
  must(client.closed === undefined, 'the neighbour was closed');
  await client.close();
  return percentile99(lateness(arrivals));
}

/** Against a clock that ticks once a frame and is never late. */
function lateness(arrivals: readonly number[]): number[] {
  const offsets = arrivals.map((at, i) => at - i * FRAME_MS);
  const onTime = Math.min(...offsets);
  return offsets.map((offset) => offset - onTime);
}

function percentile99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0;
}

async function floodUntil(url: string, send: Send, stop: AbortSignal) {
  const counts = { sent: 0, cutOff: 0 };
  while (!stop.aborted) {
    const socket = new WebSocket(`${url}?audio=opus`);
    socket.on('error', () => undefined);
    let isOpen = true;
    socket.once('close', () => (isOpen = false));
    await new Promise((resolve) => socket.once('open', resolve).once('close', resolve));
    while (isOpen && !stop.aborted) {
      for (let i = 0; i < AT_ONCE && socket.readyState === WebSocket.OPEN; i++) send(socket);
      counts.sent += AT_ONCE;
      await sleep(1);
    }
    if (!isOpen) counts.cutOff += 1;
    socket.terminate();
  }
  return counts;
}
