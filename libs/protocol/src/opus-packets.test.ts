import { expect, it } from 'vitest';
import { packetsFromBytes, packetsToBytes } from './opus-packets.js';

const packets = [Uint8Array.of(1, 2, 3), new Uint8Array(), new Uint8Array(1_276).fill(7)];

it('packets come out of a message as they went in', () => {
  expect(packetsFromBytes(packetsToBytes(packets))).toEqual(packets);
  expect(packetsFromBytes(packetsToBytes([]))).toEqual([]);
});

it('a packet that is cut off is left out', () => {
  expect(packetsFromBytes(packetsToBytes(packets).subarray(0, 100))).toEqual(packets.slice(0, 2));
  expect(packetsFromBytes(Uint8Array.of(9))).toEqual([]);
});
