/** Opus packets in one message on the bus: before each stands its length, a little-endian u16. */

/** Puts packets, at most 65535 bytes each, one behind the other. */
export function packetsToBytes(packets: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(packets.reduce((sum, { length }) => sum + 2 + length, 0));
  let at = 0;
  for (const packet of packets) {
    bytes[at] = packet.length & 0xff;
    bytes[at + 1] = packet.length >> 8;
    bytes.set(packet, at + 2);
    at += 2 + packet.length;
  }
  return bytes;
}

/** Views on the packets of a message; one that is cut off at the end is left out. */
export function packetsFromBytes(bytes: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const end = at + 2 + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
    if (end > bytes.length) break;
    packets.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return packets;
}
