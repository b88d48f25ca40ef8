import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { FRAME_SAMPLES } from '@parley/protocol';
import type { Bus } from './bus.js';

/** After so many frames V8 has compiled what lies between a service and the bus. */
const FRAMES = 2_000;
const FRAMES_AT_ONCE = 50;
/** A warm-up is worth a moment, and no more. */
const WITHIN_MS = 3_000;

/**
 * Sends frames of silence to itself over the bus, before a service is ready. Code that runs for the first time is many times
 * slower, and a service that has just started may be given all the sessions of another at once.
 * Resolves to the number of frames that came back: all, unless the bus is lost or very slow.
 */
export async function warmUp(bus: Bus): Promise<number> {
  const id = randomUUID();
  const frame = new Uint8Array(2 * FRAME_SAMPLES);
  let back = 0;
  const done = new AbortController();
  const sendSome = () => {
    for (let sequence = 0; sequence < FRAMES_AT_ONCE; sequence++)
      bus.publishAudio('warmUp', id, frame, { sequence, arrivedAt: Date.now() });
  };
  const listener = bus.subscribeAudio('warmUp', id, () => {
    back += 1;
    if (back === FRAMES) done.abort();
    else if (back % FRAMES_AT_ONCE === 0) sendSome();
  });
  void bus.nats.closed().then(() => done.abort());
  sendSome();
  await sleep(WITHIN_MS, undefined, { signal: done.signal }).catch(() => undefined);
  await listener.close();
  return back;
}
