import { setTimeout as sleep } from 'node:timers/promises';
import { decodeFrame } from '@parley/protocol';
import type { WebSocket } from 'ws';

const WITHIN_MS = 20_000;

/** Kind of the first message that is no ping, which comes while an opening takes long; "closed" when none comes. */
export function firstKind(socket: WebSocket): Promise<string> {
  const said = new Promise<string>((resolve) => {
    socket.on('error', () => undefined).once('close', () => resolve('closed'));
    socket.on('message', (data: Buffer) => {
      const { kind } = decodeFrame(new Uint8Array(data), 'parley');
      if (kind !== 'ping') resolve(kind);
    });
  });
  return Promise.race([said, sleep(WITHIN_MS, 'closed', { ref: false })]);
}
