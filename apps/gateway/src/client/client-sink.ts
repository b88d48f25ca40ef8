import { CLOSE, type ChatQuery, type Frame, type Metadata } from '@parley/protocol';
import type { GatewayMetrics } from '../metrics.js';
import type { ClientSocket } from './client-socket.js';
import { audioContainerFor, type AudioContainer } from './audio-container.js';

/** Above this, audio waits here instead of in the socket: about two seconds of it. */
const HOLD_ABOVE_BYTES = 8 * 1024;
/** Above this, text and metadata pile up as well, and the connection is given up. */
const CLOSE_ABOVE_BYTES = 256 * 1024;
/** One second of audio; of what waits longer, the oldest is dropped. */
const MAX_WAITING_PACKETS = 50;
/** Some clients close after 10 s without a message, and WebSocket pings do not count for them. */
const PING_AFTER_MS = 2_000;

/** The way out to one client: puts audio in the form it asked for and never lets a slow one pile up. */
export class ClientSink {
  private readonly form: AudioContainer;
  private readonly wantsMetadata: boolean;
  private readonly waiting: Uint8Array[] = [];
  private readonly pingTimer: NodeJS.Timeout;
  private isOpen = false;

  constructor(
    private readonly socket: ClientSocket,
    query: Pick<ChatQuery, 'audio' | 'meta'>,
    private readonly metrics: GatewayMetrics,
  ) {
    this.form = audioContainerFor(query);
    this.wantsMetadata = query.meta;
    this.pingTimer = setInterval(() => this.send({ kind: 'ping' }), PING_AFTER_MS);
    socket.once('close', () => clearInterval(this.pingTimer));
  }

  /** Says that the model listens; audio given before is dropped, for nobody waited for it. */
  open(): void {
    this.isOpen = true;
    this.send({ kind: 'handshake' });
    for (const bytes of this.form.headers()) this.send({ kind: 'audio', bytes });
  }

  /** Packets of 20 ms; those of one call travel in one message where the form allows it. */
  audio(packets: readonly Uint8Array[]): void {
    if (!this.isOpen) return;
    this.waiting.push(...packets);
    this.dropOldest();
    this.flush();
  }

  text(piece: string): void {
    if (this.isOpen && piece !== '') this.send({ kind: 'text', text: piece });
  }

  /** Other clients check 0x04 against a schema of their own, so only those that asked get any. */
  metadata(metadata: Metadata): void {
    if (this.wantsMetadata) this.send({ kind: 'metadata', json: metadata });
  }

  private flush(): void {
    if (this.waiting.length === 0 || this.isHeldUp) return;
    const packets = this.waiting.splice(0);
    this.socket.together(() => {
      for (const bytes of this.form.messagesOf(packets)) this.send({ kind: 'audio', bytes });
    });
    this.metrics.packetsOut.inc(packets.length);
  }

  private get isHeldUp(): boolean {
    return this.socket.bufferedAmount > HOLD_ABOVE_BYTES;
  }

  private dropOldest(): void {
    const dropped = this.waiting.splice(0, this.waiting.length - MAX_WAITING_PACKETS).length;
    if (dropped > 0) this.metrics.packetsDropped.inc({ direction: 'out' }, dropped);
  }

  private send(frame: Frame): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.socket.sendFrame(frame, () => this.flush());
    this.pingTimer.refresh();
    if (this.socket.bufferedAmount > CLOSE_ABOVE_BYTES)
      this.socket.closeWith(
        'Your connection is too slow for this session. Please connect again.',
        CLOSE.tryAgainLater,
      );
  }
}
