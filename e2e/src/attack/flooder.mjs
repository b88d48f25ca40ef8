import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

/**
 * A client that floods and comes back whenever it is cut off, in a process of its own so that it slows down nobody who is
 * measured: `node flooder.mjs URL WHAT`. It tells its counts when it is sent any message, and ends.
 */

const AT_ONCE = 200;
/** What does not leave needs not be made. */
const MOST_WAITING_BYTES = 2 ** 20;
/** 0x01 and two bytes of Opus that last 120 ms. */
const DENSE_AUDIO = Buffer.of(0x01, 0x1b, 0x02);

const SEND = {
  audio: (socket) => socket.send(DENSE_AUDIO),
  ping: (socket) => socket.ping(),
  pong: (socket) => socket.pong(),
  control: (socket) => socket.send(Buffer.of(0x06)),
  empty: (socket) => socket.send(Buffer.of(0x01)),
  parts: (socket) => socket.send('', { fin: false }),
};

// an attacker brings a machine of their own
setPriority(constants.priority.PRIORITY_LOW);

const [url, what] = process.argv.slice(2);
const send = SEND[what];
const counts = { sent: 0, cutOff: 0 };
process.once('disconnect', () => process.exit(0));
process.once('message', () => process.send(counts, () => process.exit(0)));

for (;;) {
  const socket = new WebSocket(url);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve).once('close', resolve));
  while (socket.readyState === WebSocket.OPEN) {
    for (let i = 0; i < AT_ONCE && socket.bufferedAmount < MOST_WAITING_BYTES; i++) {
      send(socket);
      counts.sent += 1;
    }
    await sleep(1);
  }
  // the end is not waited for: whoever attacks comes back at once
  counts.cutOff += 1;
  socket.terminate();
}
