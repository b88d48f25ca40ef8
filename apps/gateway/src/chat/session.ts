import { isOpusPacket, MAX_OPUS_FRAME_BYTES } from '@parley/audio';
import type { Bus, Listener } from '@parley/bus';
import { CLOSE, type FaultEvent, type Metadata } from '@parley/protocol';
import type { GatewayMetrics } from '../metrics.js';
import type { ChatClient } from './chat-client.js';
import { metadataOfHeard, metadataOfSpoken } from './metadata.js';
import type { Placed, SlotRole } from './placement.js';

const KEEPALIVE_MS = 5_000;
/** A packet of 20 ms is one frame and the byte that describes it. */
const MAX_OUT_PACKET_BYTES = MAX_OPUS_FRAME_BYTES + 1;

const LOST: Record<SlotRole, string> = {
  lm: 'The voice engine of this session has stopped. Please connect again.',
  codec: 'The codec worker of this session has stopped. Please connect again.',
  asr: 'The recogniser of this session has stopped. Please connect again.',
};

/** Why a session ended; a label of the metrics. */
export type EndReason = 'client-left' | 'not-resumed' | 'not-placed' | 'fault' | 'stopping';

export interface SessionDependencies {
  readonly bus: Bus;
  readonly metrics: GatewayMetrics;
  /** Roles whose worker has left the registry. */
  missing(placed: Placed): SlotRole[];
}

/**
 * One conversation: its subjects on the bus, and the client that is attached to it at the moment, if any.
 * It outlives the client's connection when that may come back.
 */
export class Session {
  private readonly listeners: Listener[];
  private readonly ending = new AbortController();
  private client: ChatClient | undefined;
  private placed: Placed | undefined;
  private keepalive: NodeJS.Timeout | undefined;
  private nextSequence = 0;
  private failure: string | undefined;
  private missingBefore: SlotRole[] = [];

  /** Listens from the start, so that nothing is missed while the workers are being claimed. */
  constructor(
    readonly id: string,
    private readonly deps: SessionDependencies,
  ) {
    const { bus } = deps;
    this.listeners = [
      bus.subscribeAudio('opusOut', id, (packet, { arrivedAt }) => this.speak(packet, arrivedAt)),
      bus.subscribeText(id, (piece) => this.client?.sink.text(piece)),
      bus.subscribe('heard', id, (event) => this.tell(metadataOfHeard(event))),
      bus.subscribe('spoken', id, (event) => this.tell(metadataOfSpoken(event))),
      bus.subscribe('fault', id, (event) => this.onFault(event)),
    ];
  }

  /** Aborted when the session has ended; the reason is an `EndReason`. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  /** What a worker said that failed while the others were still being claimed. */
  get earlyFailure(): string | undefined {
    return this.failure;
  }

  /** Engine, voice and workers. @throws Error before `start`. */
  get placement(): Placed {
    if (!this.placed) throw new Error(`Session ${this.id} has no workers yet.`);
    return this.placed;
  }

  /** The slots are claimed; from now on they are kept. */
  start(placed: Placed): void {
    this.placed = placed;
    this.keepalive = setInterval(() => this.keepAlive(placed), KEEPALIVE_MS);
  }

  /** Connects a client; one that was connected before is told and let go. */
  attach(client: ChatClient): void {
    this.client?.socket.closeWith('This session goes on in another connection.', CLOSE.policy);
    this.client = client;
    client.sink.open();
    client.audio.connect((packet, arrivedAt) => this.hear(client, packet, arrivedAt));
  }

  /** Forgets a client whose connection is gone; false when it was not the one attached. */
  detach(client: ChatClient): boolean {
    if (this.client !== client) return false;
    this.client = undefined;
    return true;
  }

  /** Gives all slots back. Ending twice does nothing. */
  end(reason: EndReason): void {
    if (this.ended.aborted) return;
    clearInterval(this.keepalive);
    for (const listener of this.listeners) void listener.close();
    this.deps.bus.publish('control', this.id, { type: 'close', reason });
    this.ending.abort(reason);
  }

  /** Ends the session and says why to whoever is connected. */
  endWith(sentence: string, code: number, reason: EndReason): void {
    this.client?.socket.closeWith(sentence, code);
    this.end(reason);
  }

  private hear(from: ChatClient, packet: Uint8Array, arrivedAt: number): void {
    if (from !== this.client || this.ended.aborted) return;
    const sequence = this.nextSequence++;
    this.deps.bus.publishAudio('opusIn', this.id, packet, { sequence, arrivedAt });
  }

  private speak(packet: Uint8Array, arrivedAt: number): void {
    if (packet.length > MAX_OUT_PACKET_BYTES || !isOpusPacket(packet))
      return this.deps.metrics.invalidBusMessages.inc();
    if (arrivedAt > 0) this.deps.metrics.turnaroundSeconds.observe((Date.now() - arrivedAt) / 1000);
    this.client?.sink.audio(packet);
  }

  private tell(metadata: Metadata | undefined): void {
    if (metadata) this.client?.sink.metadata(metadata);
  }

  private onFault({ message, fatal }: FaultEvent): void {
    if (fatal && !this.placed) this.failure = message;
    else if (fatal) this.endWith(message, CLOSE.internal, 'fault');
    else this.tell({ type: 'notice', message });
  }

  private keepAlive(placed: Placed): void {
    this.deps.bus.publish('control', this.id, { type: 'keepalive' });
    const missing = this.deps.missing(placed);
    // Twice in a row: the registry itself may be behind for a moment.
    const lost = missing.find((role) => this.missingBefore.includes(role));
    this.missingBefore = missing;
    if (lost) this.endWith(LOST[lost], CLOSE.internal, 'fault');
  }
}
