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
import type { ChatClient } from '../client/chat-client.js';
import { GOES_ON_ELSEWHERE, type CloseReason } from '../client/close-reason.js';
import type { WorkerBinding, WorkerBindingListener } from '../placement/worker-binding.js';
import type { BindingRequest } from '../placement/worker-bindings.js';
import { metadataOfTranscript, metadataOfAgent } from './metadata.js';
import { MoveBudget } from './move-budget.js';
import { WorkerSilent, type ReplaceableRole } from '../placement/placement.service.js';
import type { SessionRecordWriter } from '../resume/session-record-writer.js';
import { SessionRejected } from './session-rejected.js';
import { Transcript } from './transcript.js';

/** A packet of 20 ms is one frame and the byte that describes it. */
const MAX_OUT_PACKET_BYTES = MAX_OPUS_FRAME_BYTES + 1;
const isOutPacket = (packet: Uint8Array) =>
  packet.length <= MAX_OUT_PACKET_BYTES && isOpusPacket(packet);
export const MOVED =
  'There was a fault and the conversation goes on with another worker. If your answer broke off, please ask again.';

const REPLACED: Record<ReplaceableRole, string> = {
  codec: 'There was a fault and a moment of sound may be missing. The conversation goes on.',
  asr: 'There was a fault in the recogniser. If you were just speaking, please say it again.',
};

export const HANDED_OVER = 'handed-over';

/** Why a session ended; a label of the metrics. */
export type EndReason =
  'client-left' | 'not-resumed' | 'not-placed' | 'fault' | 'stopping' | typeof HANDED_OVER;

/** What does not change while a gateway has a session. */
export type SessionOrigin = Pick<SessionRecord, 'options' | 'owner' | 'startedAt' | 'takeOvers'>;

export interface SessionDependencies extends SessionOrigin {
  readonly metrics: Pick<
    GatewayMetrics,
    'invalidBusMessages' | 'turnaroundSeconds' | 'sessionsMoved' | 'workersReplaced'
  >;
  /** Workers in place of those that were lost. @throws SessionRejected when there are none. */
  reopen(
    request: BindingRequest,
    listener: WorkerBindingListener,
    signal: AbortSignal,
  ): Promise<WorkerBinding>;
  /** Another worker for one part of a binding. @throws SessionRejected, WorkerSilent when there is none. */
  replace(
    binding: WorkerBinding,
    role: ReplaceableRole,
    request: BindingRequest,
    signal: AbortSignal,
  ): Promise<void>;
  /** Told of what nobody expected. */
  onError(error: unknown): void;
}

/**
 * One conversation: its binding to the workers, and the client that is attached to it at the moment, if any.
 * It outlives the client's connection when that may come back, and its workers when there are others.
 */
export class Session implements WorkerBindingListener {
  private readonly ending = new AbortController();
  private readonly transcript: Transcript;
  private readonly moves = new MoveBudget();
  private client: ChatClient | undefined;
  private binding: WorkerBinding | undefined;
  private claimed: Placement | undefined;
  private recordWriter: SessionRecordWriter | undefined;
  private firstBindingId: string;
  private bindingId = '';
  /** Settles when an ended session has given its slots back. */
  closed: Promise<void> = Promise.resolve();

  /** `before`: what another gateway has written of it. */
  constructor(
    private readonly deps: SessionDependencies,
    before?: SessionRecord,
  ) {
    this.transcript = new Transcript(before?.transcript);
    this.firstBindingId = before?.sessionId ?? '';
  }

  /** What it is known by to clients and in logs: the id of its first binding. */
  get id(): string {
    return this.firstBindingId;
  }

  /** Aborted when the session has ended; the reason is an `EndReason`. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  /** Engine, voice and workers. @throws Error before `start`. */
  get placement(): Placement {
    if (!this.claimed) throw new Error('This session has no workers yet.');
    return this.claimed;
  }

  get isPlaced(): boolean {
    return this.claimed !== undefined;
  }

  /** What another gateway needs to go on with it. @throws Error before `start`. */
  get record(): SessionRecord {
    const { options, owner, startedAt, takeOvers } = this.deps;
    const { id, bindingId, placement } = this;
    const transcript = this.transcript.record();
    return {
      sessionId: id,
      owner,
      startedAt,
      takeOvers,
      options,
      bindingId,
      placement,
      transcript,
    };
  }

  start(binding: WorkerBinding): void {
    this.firstBindingId ||= binding.id;
    this.bindingId = binding.id;
    this.binding = binding;
    this.claimed = binding.placement;
    this.recordWriter?.touch();
  }

  /** From now on its record is kept; until then no other gateway could go on with it. */
  keepRecord(recordWriter: SessionRecordWriter): void {
    this.recordWriter = recordWriter;
  }

  /** Ends the keeping of its record. False when another gateway has the session, or it has ended. */
  async takeRecord(): Promise<boolean> {
    const { recordWriter } = this;
    this.recordWriter = undefined;
    const isOurs = (await recordWriter?.remove()) ?? true;
    if (!isOurs) this.letGo();
    return !this.ended.aborted;
  }

  /** Connects a client; one that was connected before is told and let go. */
  attach(client: ChatClient): void {
    this.closeWith(GOES_ON_ELSEWHERE);
    this.client = client;
    client.sink.open();
    client.audio.connect((packet, arrivedAt) => {
      if (client === this.client) this.binding?.sendAudio(packet, arrivedAt);
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
    const { binding, recordWriter } = this;
    this.binding = undefined;
    if (recordWriter) {
      binding?.leave();
      const returnSlots = (isOurs: boolean) => (isOurs ? binding?.close(reason) : undefined);
      this.closed = recordWriter.remove().then(returnSlots).catch(this.deps.onError);
    } else binding?.close(reason);
    this.ending.abort(reason);
  }

  /** Whether another gateway could go on with it. */
  get isRecorded(): boolean {
    return this.recordWriter !== undefined;
  }

  /** Leaves a recorded session, as it is now, to whichever gateway its client comes to. */
  async handOver(closeReason: CloseReason = GOES_ON_ELSEWHERE): Promise<void> {
    if (!this.recordWriter || this.ended.aborted) return;
    this.leaveWorkers();
    await this.recordWriter.leave();
    this.closeWith(closeReason);
  }

  /** Another gateway has it already. */
  letGo(): void {
    if (this.ended.aborted) return;
    this.leaveWorkers();
    this.closeWith(GOES_ON_ELSEWHERE);
  }

  private closeWith({ sentence, code }: CloseReason): void {
    this.client?.socket.closeWith(sentence, code);
  }

  private leaveWorkers(): void {
    this.binding?.leave();
    this.binding = undefined;
    this.ending.abort(HANDED_OVER);
  }

  /** Ends the session and says why to whoever is connected. */
  endWith(closeReason: CloseReason, reason: EndReason): void {
    this.closeWith(closeReason);
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

  transcriptEvent(event: TranscriptEvent): void {
    this.tell(metadataOfTranscript(this.note(event)));
  }

  agentEvent(event: AgentEvent): void {
    this.tell(metadataOfAgent(this.note(event)));
  }

  warned(message: string): void {
    this.tell({ type: 'notice', message });
  }

  /** Moves to other workers with all that was said; only where there are none, the session ends. */
  lost(message: string): void {
    const { binding } = this;
    if (!binding || this.ended.aborted) return;
    if (!this.moves.take(performance.now())) return this.fail(message);
    binding.leave();
    this.binding = undefined;
    this.move(binding).catch((error: unknown) => {
      if (!(error instanceof SessionRejected)) this.deps.onError(error);
      this.fail(message);
    });
  }

  /** The engine goes on with what it was saying while another worker is found for this part. */
  lostWorker(role: ReplaceableRole, message: string): void {
    const { binding } = this;
    if (!binding || this.ended.aborted) return;
    if (!this.moves.take(performance.now())) return this.fail(message);
    this.replaceWorker(binding, role).catch((error: unknown) => {
      if (!(error instanceof SessionRejected || error instanceof WorkerSilent))
        this.deps.onError(error);
      if (this.binding === binding) this.lost(message);
    });
  }

  private fail(sentence: string): void {
    this.endWith({ sentence, code: CLOSE.internal }, 'fault');
  }

  private async replaceWorker(binding: WorkerBinding, role: ReplaceableRole): Promise<void> {
    const attributes = { 'session.id': this.id, 'parley.worker.role': role };
    await traced('replace worker', { attributes }, (span) =>
      this.deps.replace(binding, role, this.request(traceparentOf(span)), this.ended),
    );
    this.claimed = binding.placement;
    this.recordWriter?.touch();
    this.deps.metrics.workersReplaced.inc({ role });
    this.warned(REPLACED[role]);
  }

  private request(traceparent: string | undefined): BindingRequest {
    return { options: this.deps.options, history: this.transcript.history(), traceparent };
  }

  private async move(from: WorkerBinding): Promise<void> {
    // Cut off from the bus, this gateway may be the last to know that another one has the session.
    await this.recordWriter?.write();
    if (this.ended.reason === HANDED_OVER) return;
    from.close('moved');
    if (this.ended.aborted) return;
    await this.reopen();
    if (!this.ended.aborted) this.warned(MOVED);
  }

  /** New workers, with the transcript so far. @throws SessionRejected */
  async reopen(): Promise<void> {
    const { deps } = this;
    this.transcript.newBinding();
    const attributes = { 'session.id': this.id };
    const binding = await traced('move session', { attributes }, (span) =>
      deps.reopen(this.request(traceparentOf(span)), this, this.ended),
    );
    if (this.ended.aborted) return binding.close(String(this.ended.reason));
    this.start(binding);
    deps.metrics.sessionsMoved.inc();
  }

  private note<Event extends TranscriptEvent | AgentEvent>(event: Event): Event {
    if (event.type === 'final' || event.type === 'transcript') this.recordWriter?.touch();
    return this.transcript.note(event);
  }

  private tell(metadata: Metadata | undefined): void {
    if (metadata) this.client?.sink.metadata(metadata);
  }
}
