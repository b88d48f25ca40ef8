import { Allowance } from './allowance.js';

/*
 * What one connection may send. Decoding costs what the sound lasts, and a message costs much the same whatever is in
 * it: bytes alone say little about the work that they make.
 */

/** Sound, in milliseconds. The burst is for clients that queue it until the handshake; clocks differ by a few percent. */
export const audioAllowance = () =>
  new Allowance(
    { perSecond: 1_050, burst: 5_000 },
    { perSecond: 100, burst: 30_000 },
    'Audio comes faster than time passes. Send it at the pace of speech.',
  );

/** Opus ends at 510 kbit/s. */
export const byteAllowance = () =>
  new Allowance(
    { perSecond: 96 * 1024, burst: 512 * 1024 },
    { perSecond: 0, burst: 0 },
    'Data comes faster than any audio does. Send it at the pace of speech.',
  );

/** The shortest packets of Opus are 400 a second. */
export const messageAllowance = () =>
  new Allowance(
    { perSecond: 500, burst: 2_500 },
    { perSecond: 50, burst: 500 },
    'Messages come faster than any audio does. Send them at the pace of speech.',
  );

/** All that is no audio. A client has little to say besides. */
export const controlAllowance = () =>
  new Allowance(
    { perSecond: 20, burst: 100 },
    { perSecond: 2, burst: 200 },
    'Too many messages that are no audio came at once. Send fewer of them.',
  );

/** Pings and pongs of the WebSocket protocol. */
export const pingAllowance = () =>
  new Allowance(
    { perSecond: 5, burst: 50 },
    { perSecond: 1, burst: 100 },
    'Too many pings came at once. Send one every few seconds.',
  );
