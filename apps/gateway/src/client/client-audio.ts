import { OpusStreamReader } from '@parley/audio';
import type { GatewayMetrics } from '../metrics.js';

/** Half a second in packets of 20 ms: enough to miss no word, too little to lag behind for the whole talk. */
const MAX_EARLY_PACKETS = 25;

/** `arrivedAt` in milliseconds since the epoch. */
export type PacketConsumer = (packet: Uint8Array, arrivedAt: number) => void;

/**
 * The audio of one client, taken out of its container. Some clients send from the first moment, so what
 * comes before the session is open is read at once (the headers come only once) and its newest part is kept.
 */
export class ClientAudio {
  private readonly reader = new OpusStreamReader();
  private readonly early: { packet: Uint8Array; arrivedAt: number }[] = [];
  private consume: PacketConsumer | undefined;

  constructor(private readonly metrics: GatewayMetrics) {}

  /** @throws MalformedAudio when the bytes are neither Ogg, WebM nor an Opus packet. */
  push(bytes: Uint8Array, arrivedAt = Date.now()): void {
    // Some clients send a bare 0x01 now and then.
    if (bytes.length === 0) return;
    const skippedBefore = this.reader.skippedBytes;
    try {
      for (const packet of this.reader.push(bytes)) this.take(packet, arrivedAt);
    } finally {
      this.metrics.bytesSkipped.inc(this.reader.skippedBytes - skippedBefore);
    }
  }

  /** From now on packets go to `consume`, those kept so far first. */
  connect(consume: PacketConsumer): void {
    this.consume = consume;
    for (const { packet, arrivedAt } of this.early.splice(0)) consume(packet, arrivedAt);
  }

  private take(packet: Uint8Array, arrivedAt: number): void {
    this.metrics.packetsIn.inc();
    if (this.consume) this.consume(packet, arrivedAt);
    else this.keep(packet, arrivedAt);
  }

  private keep(packet: Uint8Array, arrivedAt: number): void {
    this.early.push({ packet, arrivedAt });
    if (this.early.length <= MAX_EARLY_PACKETS) return;
    this.early.shift();
    this.metrics.packetsDropped.inc({ direction: 'in' });
  }
}
