import { isOpusPacket, MAX_OPUS_FRAME_BYTES } from '@parley/audio';
import { CLOSE, type HeardEvent, type Metadata, type SpokenEvent } from '@parley/protocol';
import { traced, traceparentOf } from '@parley/telemetry';
import type { GatewayMetrics } from '../metrics.js';
import type { ChatClient } from './chat-client.js';
import type { Line, LineListener } from './line.js';
import type { LineRequest } from './lines.js';
import { metadataOfHeard, metadataOfSpoken } from './metadata.js';
import { WorkerSilent, type Placed, type SideRole, type Wish } from './placement.js';
import { Refusal } from './refusal.js';
import { Transcript } from './transcript.js';

/** A packet of 20 ms is one frame and the byte that describes it. */
const MAX_OUT_PACKET_BYTES = MAX_OPUS_FRAME_BYTES + 1;
const isOutPacket = (packet: Uint8Array) =>
  packet.length <= MAX_OUT_PACKET_BYTES && isOpusPacket(packet);
/** A session that loses its workers more often than this in a minute has a fault of its own. */
const MOVES_PER_MINUTE = 3;
const MOVED =
  'There was a fault and the conversation goes on with another worker. If your answer broke off, please ask again.';

const REPLACED: Record<SideRole, string> = {
  codec: 'There was a fault and a moment of sound may be missing. The conversation goes on.',
  asr: 'There was a fault in the recogniser. If you were just speaking, please say it again.',
};

/** Why a session ended; a label of the metrics. */
export type EndReason = 'client-left' | 'not-resumed' | 'not-placed' | 'fault' | 'stopping';

export interface SessionDependencies {
  readonly wish: Wish;
  readonly metrics: Pick<
    GatewayMetrics,
    'invalidBusMessages' | 'turnaroundSeconds' | 'sessionsMoved' | 'workersReplaced'
  >;
  /** Workers in place of those that were lost. @throws Refusal when there are none. */
  reopen(request: LineRequest, listener: LineListener, signal: AbortSignal): Promise<Line>;
  /** Another worker for one part of a line. @throws Refusal, WorkerSilent when there is none. */
  replace(line: Line, role: SideRole, request: LineRequest, signal: AbortSignal): Promise<void>;
  /** Told of what nobody expected while the session moved. */
  onError(error: unknown): void;
}

/**
 * One conversation: its line to the workers, and the client that is attached to it at the moment, if any.
 * It outlives the client's connection when that may come back, and its workers when there are others.
 */
export class Session implements LineListener {
  private readonly ending = new AbortController();
  private readonly transcript = new Transcript();
  private readonly movedAt: number[] = [];
  private client: ChatClient | undefined;
  private line: Line | undefined;
  private placed: Placed | undefined;
  private firstLineId = '';

  constructor(private readonly deps: SessionDependencies) {}

  /** What it is known by to clients and in logs: the id of its first line. */
  get id(): string {
    return this.firstLineId;
  }

  /** Aborted when the session has ended; the reason is an `EndReason`. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  /** Engine, voice and workers. @throws Error before `start`. */
  get placement(): Placed {
    if (!this.placed) throw new Error('This session has no workers yet.');
    return this.placed;
  }

  start(line: Line): void {
    this.firstLineId ||= line.id;
    this.line = line;
    this.placed = line.placement;
  }

  /** Connects a client; one that was connected before is told and let go. */
  attach(client: ChatClient): void {
    this.client?.socket.closeWith('This session goes on in another connection.', CLOSE.policy);
    this.client = client;
    client.sink.open();
    client.audio.connect((packet, arrivedAt) => {
      if (client === this.client) this.line?.hear(packet, arrivedAt);
    });
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
    this.line?.close(reason);
    this.line = undefined;
    this.ending.abort(reason);
  }

  /** Ends the session and says why to whoever is connected. */
  endWith(sentence: string, code: number, reason: EndReason): void {
    this.client?.socket.closeWith(sentence, code);
    this.end(reason);
  }

  audio(packets: readonly Uint8Array[], arrivedAt: number): void {
    const { invalidBusMessages, turnaroundSeconds } = this.deps.metrics;
    const sound = packets.filter(isOutPacket);
    invalidBusMessages.inc(packets.length - sound.length);
    if (arrivedAt > 0) turnaroundSeconds.observe((Date.now() - arrivedAt) / 1000);
    this.client?.sink.audio(sound);
  }

  text(piece: string): void {
    this.client?.sink.text(piece);
  }

  heard(event: HeardEvent): void {
    this.tell(metadataOfHeard(this.transcript.note(event)));
  }

  spoken(event: SpokenEvent): void {
    this.tell(metadataOfSpoken(this.transcript.note(event)));
  }

  warned(message: string): void {
    this.tell({ type: 'notice', message });
  }

  /** Moves to other workers with all that was said; only where there are none, the session ends. */
  lost(message: string): void {
    this.line?.close('moved');
    this.line = undefined;
    if (this.ended.aborted) return;
    if (!this.mayMove(performance.now())) return this.endWith(message, CLOSE.internal, 'fault');
    this.move().catch((error: unknown) => {
      if (!(error instanceof Refusal)) this.deps.onError(error);
      this.endWith(message, CLOSE.internal, 'fault');
    });
  }

  /** The engine goes on with what it was saying while another worker is found for this part. */
  lostPart(role: SideRole, message: string): void {
    const { line } = this;
    if (!line || this.ended.aborted) return;
    if (!this.mayMove(performance.now())) return this.endWith(message, CLOSE.internal, 'fault');
    this.replacePart(line, role).catch((error: unknown) => {
      if (!(error instanceof Refusal || error instanceof WorkerSilent)) this.deps.onError(error);
      if (this.line === line) this.lost(message);
    });
  }

  private async replacePart(line: Line, role: SideRole): Promise<void> {
    const attributes = { 'session.id': this.id, 'parley.worker.role': role };
    await traced('replace worker', { attributes }, (span) =>
      this.deps.replace(line, role, this.request(traceparentOf(span)), this.ended),
    );
    this.deps.metrics.workersReplaced.inc({ role });
    this.warned(REPLACED[role]);
  }

  private request(traceparent: string | undefined): LineRequest {
    return { wish: this.deps.wish, history: this.transcript.history(), traceparent };
  }

  private async move(): Promise<void> {
    const { deps } = this;
    this.transcript.newLine();
    const attributes = { 'session.id': this.id };
    const line = await traced('move session', { attributes }, (span) =>
      deps.reopen(this.request(traceparentOf(span)), this, this.ended),
    );
    if (this.ended.aborted) return line.close(String(this.ended.reason));
    this.start(line);
    deps.metrics.sessionsMoved.inc();
    this.warned(MOVED);
  }

  private mayMove(nowMs: number): boolean {
    while (this.movedAt[0] !== undefined && nowMs - this.movedAt[0] > 60_000) this.movedAt.shift();
    this.movedAt.push(nowMs);
    return this.movedAt.length <= MOVES_PER_MINUTE;
  }

  private tell(metadata: Metadata | undefined): void {
    if (metadata) this.client?.sink.metadata(metadata);
  }
}
