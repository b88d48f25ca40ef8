import { isOpusPacket, MAX_OPUS_FRAME_BYTES } from '@parley/audio';
import {
  CLOSE,
  type TranscriptEvent,
  type Metadata,
  type Placement,
  type SessionRecord,
  type AgentEvent,
} from '@parley/protocol';
import { traced, traceparentOf } from '@parley/telemetry';
import type { GatewayMetrics } from '../metrics.js';
import type { ChatClient } from './chat-client.js';
import { GOES_ON_ELSEWHERE, type Farewell } from './farewell.js';
import type { Line, LineListener } from './line.js';
import type { LineRequest } from './lines.js';
import { metadataOfTranscript, metadataOfAgent } from './metadata.js';
import { MoveBudget } from './move-budget.js';
import { WorkerSilent, type SideRole } from './placement.js';
import type { RecordKeeper } from './record-keeper.js';
import { Refusal } from './refusal.js';
import { Transcript } from './transcript.js';

/** A packet of 20 ms is one frame and the byte that describes it. */
const MAX_OUT_PACKET_BYTES = MAX_OPUS_FRAME_BYTES + 1;
const isOutPacket = (packet: Uint8Array) =>
  packet.length <= MAX_OUT_PACKET_BYTES && isOpusPacket(packet);
export const MOVED =
  'There was a fault and the conversation goes on with another worker. If your answer broke off, please ask again.';

const REPLACED: Record<SideRole, string> = {
  codec: 'There was a fault and a moment of sound may be missing. The conversation goes on.',
  asr: 'There was a fault in the recogniser. If you were just speaking, please say it again.',
};

export const HANDED_OVER = 'handed-over';

/** Why a session ended; a label of the metrics. */
export type EndReason =
  'client-left' | 'not-resumed' | 'not-placed' | 'fault' | 'stopping' | typeof HANDED_OVER;

/** What does not change while a gateway has a session. */
export type SessionOrigin = Pick<SessionRecord, 'wish' | 'owner' | 'startedAt' | 'takeOvers'>;

export interface SessionDependencies extends SessionOrigin {
  readonly metrics: Pick<
    GatewayMetrics,
    'invalidBusMessages' | 'turnaroundSeconds' | 'sessionsMoved' | 'workersReplaced'
  >;
  /** Workers in place of those that were lost. @throws Refusal when there are none. */
  reopen(request: LineRequest, listener: LineListener, signal: AbortSignal): Promise<Line>;
  /** Another worker for one part of a line. @throws Refusal, WorkerSilent when there is none. */
  replace(line: Line, role: SideRole, request: LineRequest, signal: AbortSignal): Promise<void>;
  /** Told of what nobody expected. */
  onError(error: unknown): void;
}

/**
 * One conversation: its line to the workers, and the client that is attached to it at the moment, if any.
 * It outlives the client's connection when that may come back, and its workers when there are others.
 */
export class Session implements LineListener {
  private readonly ending = new AbortController();
  private readonly transcript: Transcript;
  private readonly moves = new MoveBudget();
  private client: ChatClient | undefined;
  private line: Line | undefined;
  private placed: Placement | undefined;
  private keeper: RecordKeeper | undefined;
  private firstLineId: string;
  private lineId = '';
  /** Settles when an ended session has given its slots back. */
  closed: Promise<void> = Promise.resolve();

  /** `before`: what another gateway has written of it. */
  constructor(
    private readonly deps: SessionDependencies,
    before?: SessionRecord,
  ) {
    this.transcript = new Transcript(before?.transcript);
    this.firstLineId = before?.sessionId ?? '';
  }

  /** What it is known by to clients and in logs: the id of its first line. */
  get id(): string {
    return this.firstLineId;
  }

  /** Aborted when the session has ended; the reason is an `EndReason`. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  /** Engine, voice and workers. @throws Error before `start`. */
  get placement(): Placement {
    if (!this.placed) throw new Error('This session has no workers yet.');
    return this.placed;
  }

  get isPlaced(): boolean {
    return this.placed !== undefined;
  }

  /** What another gateway needs to go on with it. @throws Error before `start`. */
  get record(): SessionRecord {
    const { wish, owner, startedAt, takeOvers } = this.deps;
    const { id, lineId, placement: placed } = this;
    const transcript = this.transcript.record();
    return { sessionId: id, owner, startedAt, takeOvers, wish, lineId, placed, transcript };
  }

  start(line: Line): void {
    this.firstLineId ||= line.id;
    this.lineId = line.id;
    this.line = line;
    this.placed = line.placement;
    this.keeper?.touch();
  }

  /** From now on its record is kept; until then no other gateway could go on with it. */
  keepRecord(keeper: RecordKeeper): void {
    this.keeper = keeper;
  }

  /** Ends the keeping of its record. False when another gateway has the session, or it has ended. */
  async takeRecord(): Promise<boolean> {
    const { keeper } = this;
    this.keeper = undefined;
    const isOurs = (await keeper?.remove()) ?? true;
    if (!isOurs) this.letGo();
    return !this.ended.aborted;
  }

  /** Connects a client; one that was connected before is told and let go. */
  attach(client: ChatClient): void {
    this.bid(GOES_ON_ELSEWHERE);
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

  /** Gives all slots back, unless another gateway has them. Ending twice does nothing. */
  end(reason: EndReason): void {
    if (this.ended.aborted) return;
    const { line, keeper } = this;
    this.line = undefined;
    if (keeper) {
      line?.leave();
      const returnSlots = (isOurs: boolean) => (isOurs ? line?.close(reason) : undefined);
      this.closed = keeper.remove().then(returnSlots).catch(this.deps.onError);
    } else line?.close(reason);
    this.ending.abort(reason);
  }

  /** Whether another gateway could go on with it. */
  get isRecorded(): boolean {
    return this.keeper !== undefined;
  }

  /** Leaves a recorded session, as it is now, to whichever gateway its client comes to. */
  async handOver(farewell: Farewell = GOES_ON_ELSEWHERE): Promise<void> {
    if (!this.keeper || this.ended.aborted) return;
    this.leaveWorkers();
    await this.keeper.leave();
    this.bid(farewell);
  }

  /** Another gateway has it already. */
  letGo(): void {
    if (this.ended.aborted) return;
    this.leaveWorkers();
    this.bid(GOES_ON_ELSEWHERE);
  }

  private bid({ sentence, code }: Farewell): void {
    this.client?.socket.closeWith(sentence, code);
  }

  private leaveWorkers(): void {
    this.line?.leave();
    this.line = undefined;
    this.ending.abort(HANDED_OVER);
  }

  /** Ends the session and says why to whoever is connected. */
  endWith(farewell: Farewell, reason: EndReason): void {
    this.bid(farewell);
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

  heard(event: TranscriptEvent): void {
    this.tell(metadataOfTranscript(this.note(event)));
  }

  spoken(event: AgentEvent): void {
    this.tell(metadataOfAgent(this.note(event)));
  }

  warned(message: string): void {
    this.tell({ type: 'notice', message });
  }

  /** Moves to other workers with all that was said; only where there are none, the session ends. */
  lost(message: string): void {
    const { line } = this;
    if (!line || this.ended.aborted) return;
    if (!this.moves.take(performance.now())) return this.fail(message);
    line.leave();
    this.line = undefined;
    this.move(line).catch((error: unknown) => {
      if (!(error instanceof Refusal)) this.deps.onError(error);
      this.fail(message);
    });
  }

  /** The engine goes on with what it was saying while another worker is found for this part. */
  lostPart(role: SideRole, message: string): void {
    const { line } = this;
    if (!line || this.ended.aborted) return;
    if (!this.moves.take(performance.now())) return this.fail(message);
    this.replacePart(line, role).catch((error: unknown) => {
      if (!(error instanceof Refusal || error instanceof WorkerSilent)) this.deps.onError(error);
      if (this.line === line) this.lost(message);
    });
  }

  private fail(sentence: string): void {
    this.endWith({ sentence, code: CLOSE.internal }, 'fault');
  }

  private async replacePart(line: Line, role: SideRole): Promise<void> {
    const attributes = { 'session.id': this.id, 'parley.worker.role': role };
    await traced('replace worker', { attributes }, (span) =>
      this.deps.replace(line, role, this.request(traceparentOf(span)), this.ended),
    );
    this.placed = line.placement;
    this.keeper?.touch();
    this.deps.metrics.workersReplaced.inc({ role });
    this.warned(REPLACED[role]);
  }

  private request(traceparent: string | undefined): LineRequest {
    return { wish: this.deps.wish, history: this.transcript.history(), traceparent };
  }

  private async move(from: Line): Promise<void> {
    // Cut off from the bus, this gateway may be the last to know that another one has the session.
    await this.keeper?.write();
    if (this.ended.reason === HANDED_OVER) return;
    from.close('moved');
    if (this.ended.aborted) return;
    await this.reopen();
    if (!this.ended.aborted) this.warned(MOVED);
  }

  /** New workers, with the transcript so far. @throws Refusal */
  async reopen(): Promise<void> {
    const { deps } = this;
    this.transcript.newLine();
    const attributes = { 'session.id': this.id };
    const line = await traced('move session', { attributes }, (span) =>
      deps.reopen(this.request(traceparentOf(span)), this, this.ended),
    );
    if (this.ended.aborted) return line.close(String(this.ended.reason));
    this.start(line);
    deps.metrics.sessionsMoved.inc();
  }

  private note<Event extends TranscriptEvent | AgentEvent>(event: Event): Event {
    if (event.type === 'final' || event.type === 'transcript') this.keeper?.touch();
    return this.transcript.note(event);
  }

  private tell(metadata: Metadata | undefined): void {
    if (metadata) this.client?.sink.metadata(metadata);
  }
}
