import { OpusStreamReader, opusPacketDurationMs } from '@parley/audio';
import type { GatewayMetrics } from '../metrics.js';
import { audioAllowance } from './allowances.js';

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
  private allowance = audioAllowance();

  constructor(private readonly metrics: GatewayMetrics) {}

  /**
   * False when some of it was dropped, for it was more than the time since the last would hold.
   * @throws MalformedAudio when the bytes are neither Ogg, WebM nor an Opus packet, Flood when too much comes for long.
   */
  push(bytes: Uint8Array, arrivedAt = Date.now()): boolean {
    // Some clients send a bare 0x01 now and then.
    if (bytes.length === 0) return true;
    const skippedBefore = this.reader.skippedBytes;
    try {
      const taken = this.reader.push(bytes).map((packet) => this.take(packet, arrivedAt));
      return !taken.includes(false);
    } finally {
      this.metrics.bytesSkipped.inc(this.reader.skippedBytes - skippedBefore);
    }
  }

  /** From now on packets go to `consume`, those kept so far first, and count against the allowance of what they go to. */
  connect(consume: PacketConsumer, allowance = this.allowance): void {
    this.consume = consume;
    this.allowance = allowance;
    for (const { packet, arrivedAt } of this.early.splice(0)) consume(packet, arrivedAt);
  }

  private take(packet: Uint8Array, arrivedAt: number): boolean {
    this.metrics.packetsIn.inc();
    const isDue = this.allowance.take(opusPacketDurationMs(packet));
    if (!isDue) this.metrics.packetsDropped.inc({ direction: 'in' });
    else if (this.consume) this.consume(packet, arrivedAt);
    else this.keep(packet, arrivedAt);
    return isDue;
  }

  private keep(packet: Uint8Array, arrivedAt: number): void {
    this.early.push({ packet, arrivedAt });
    if (this.early.length <= MAX_EARLY_PACKETS) return;
    this.early.shift();
    this.metrics.packetsDropped.inc({ direction: 'in' });
  }
}
