import { opusPacketDurationMs } from '@parley/audio';
import { FRAME_MS } from '@parley/protocol';

/**
 * Holds the user's packets until they complete a frame. The codec worker could do nothing with them
 * before, so that they lose no time, and the bus carries one message in the place of four.
 */
export class FrameBundle {
  private packets: Uint8Array[] = [];
  /** What the packets last beyond the last whole frame. */
  private pendingMs = 0;

  /** Takes an Opus packet; returns all that wait when a frame is whole with it. */
  push(packet: Uint8Array): Uint8Array[] | undefined {
    this.packets.push(packet);
    this.pendingMs += opusPacketDurationMs(packet);
    if (this.pendingMs < FRAME_MS) return undefined;
    this.pendingMs %= FRAME_MS;
    return this.packets.splice(0);
  }
}
