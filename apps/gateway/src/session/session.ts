import {
  CLOSE,
  type AgentEvent,
  type Placement,
  type SessionRecord,
  type TranscriptEvent,
} from '@parley/protocol';
import type { ChatClient } from '../client/chat-client.js';
import { GOES_ON_ELSEWHERE, type CloseReason } from '../client/close-reason.js';
import type { GatewayMetrics } from '../metrics.js';
import type { ReplaceableRole } from '../placement/placement.service.js';
import type { WorkerBinding } from '../placement/worker-binding.js';
import type { BindingRequest } from '../placement/worker-bindings.js';
import type { SessionRecordWriter } from '../resume/session-record-writer.js';
import { IdleWatch } from './idle-watch.js';
import { SessionOutput } from './session-output.js';
import {
  SessionRecovery,
  type RecoverableSession,
  type RecoveryPorts,
} from './session-recovery.js';
import { Transcript } from './transcript.js';

export const HANDED_OVER = 'handed-over';

/** Why a session ended; a label of the metrics. */
export type EndReason =
  'client-left' | 'not-resumed' | 'not-placed' | 'fault' | 'idle' | 'stopping' | typeof HANDED_OVER;

/** What does not change while a gateway has a session. */
export type SessionOrigin = Pick<SessionRecord, 'options' | 'owner' | 'startedAt' | 'takeOvers'>;

export interface SessionDependencies extends SessionOrigin, RecoveryPorts {
  /** Minutes without speech after which it ends; 0 for never. */
  readonly idleMinutes: number;
  readonly metrics: Pick<
    GatewayMetrics,
    'invalidBusMessages' | 'turnaroundSeconds' | 'sessionsMoved' | 'workersReplaced'
  >;
}

/**
 * One conversation: its binding to the workers, and the client that is attached to it at the moment, if any.
 * It outlives the client's connection when that may come back, and its workers when there are others.
 */
export class Session implements RecoverableSession {
  private readonly ending = new AbortController();
  private readonly transcript: Transcript;
  private readonly output: SessionOutput;
  private readonly recovery: SessionRecovery;
  private readonly idle: IdleWatch | undefined;
  private current: WorkerBinding | undefined;
  private placed: Placement | undefined;
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
    const touch = () => this.recordWriter?.touch();
    this.output = new SessionOutput(this.transcript, deps.metrics, touch);
    this.recovery = new SessionRecovery(this, deps);
    if (deps.idleMinutes > 0) this.idle = this.watchForIdleness(deps.idleMinutes);
  }

  /** What it is known by to clients and in logs: the id of its first binding. */
  get id(): string {
    return this.firstBindingId;
  }

  /** Aborted when the session has ended; the reason is an `EndReason`. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  get isHandedOver(): boolean {
    return this.ended.reason === HANDED_OVER;
  }

  get binding(): WorkerBinding | undefined {
    return this.current;
  }

  /** Engine, voice and workers. @throws Error before `start`. */
  get placement(): Placement {
    if (!this.placed) throw new Error('This session has no workers yet.');
    return this.placed;
  }

  get isPlaced(): boolean {
    return this.placed !== undefined;
  }

  /** Whether another gateway could go on with it. */
  get isRecorded(): boolean {
    return this.recordWriter !== undefined;
  }

  /** What another gateway needs to go on with it. @throws Error before `start`. */
  get record(): SessionRecord {
    const { options, owner, startedAt, takeOvers } = this.deps;
    const { id: sessionId, bindingId, placement } = this;
    const transcript = this.transcript.record();
    return { sessionId, owner, startedAt, takeOvers, options, bindingId, placement, transcript };
  }

  start(binding: WorkerBinding): void {
    this.firstBindingId ||= binding.id;
    this.bindingId = binding.id;
    this.current = binding;
    this.rebound(binding);
  }

  rebound(binding: WorkerBinding): void {
    this.placed = binding.placement;
    this.recordWriter?.touch();
    this.spoken();
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

  async writeRecord(): Promise<void> {
    await this.recordWriter?.write();
  }

  /** Connects a client; one that was connected before is told and let go. */
  attach(client: ChatClient): void {
    this.output.attach(client, (packet, arrivedAt) => this.current?.sendAudio(packet, arrivedAt));
  }

  /** Forgets a client whose connection is gone; false when it was not the one attached. */
  detach(client: ChatClient): boolean {
    return this.output.detach(client);
  }

  /** Gives all slots back, unless another gateway has them. Ending twice does nothing. */
  end(reason: EndReason): void {
    if (this.ended.aborted) return;
    const { current, recordWriter } = this;
    this.current = undefined;
    this.stopTalking();
    if (recordWriter) {
      current?.leave();
      const returnSlots = (isOurs: boolean) => (isOurs ? current?.close(reason) : undefined);
      this.closed = recordWriter.remove().then(returnSlots).catch(this.deps.onError);
    } else current?.close(reason);
    this.ending.abort(reason);
  }

  /** Ends the session and says why to whoever is connected. */
  endWith(closeReason: CloseReason, reason: EndReason): void {
    this.output.closeWith(closeReason);
    this.end(reason);
  }

  fail(sentence: string): void {
    this.endWith({ sentence, code: CLOSE.internal }, 'fault');
  }

  /** Leaves a recorded session, as it is now, to whichever gateway its client comes to. */
  async handOver(closeReason: CloseReason = GOES_ON_ELSEWHERE): Promise<void> {
    if (!this.recordWriter || this.ended.aborted) return;
    this.leaveWorkers();
    await this.recordWriter.leave();
    this.output.closeWith(closeReason);
  }

  /** Another gateway has it already. */
  letGo(): void {
    if (this.ended.aborted) return;
    this.leaveWorkers();
    this.output.closeWith(GOES_ON_ELSEWHERE);
  }

  leaveBinding(): void {
    this.current?.leave();
    this.current = undefined;
  }

  beginNewBinding(): void {
    this.transcript.newBinding();
  }

  requestToGoOn(traceparent: string | undefined): BindingRequest {
    return { options: this.deps.options, history: this.transcript.history(), traceparent };
  }

  /** New workers, with the transcript so far. @throws SessionRejected */
  reopen(): Promise<void> {
    return this.recovery.reopen();
  }

  audio(packets: readonly Uint8Array[], arrivedAt: number): void {
    this.output.audio(packets, arrivedAt);
  }

  text(piece: string): void {
    this.spoken();
    this.output.text(piece);
  }

  transcriptEvent(event: TranscriptEvent): void {
    this.spoken();
    this.output.transcriptEvent(event);
  }

  agentEvent(event: AgentEvent): void {
    this.output.agentEvent(event);
  }

  warned(message: string): void {
    this.output.warned(message);
  }

  askForAMoment(): void {
    if (!this.ended.aborted) void this.output.announce('oneMoment');
  }

  lost(message: string): void {
    if (!this.ended.aborted) this.recovery.lost(message);
  }

  lostWorker(role: ReplaceableRole, message: string): void {
    if (!this.ended.aborted) this.recovery.lostWorker(role, message);
  }

  /** Without a recogniser nobody can tell whether anybody speaks. */
  private spoken(): void {
    this.output.breakOffAnnouncement();
    if (this.placed?.workers.asr) this.idle?.heard();
  }

  private stopTalking(): void {
    this.idle?.stop();
    this.output.breakOffAnnouncement();
  }

  private watchForIdleness(minutes: number): IdleWatch {
    const sentence = `Nobody has spoken for ${minutes} minutes, so this conversation was ended. Connect again to go on.`;
    return new IdleWatch(minutes * 60_000, {
      ask: () => this.output.announce('stillThere'),
      end: () => this.endWith({ sentence, code: CLOSE.policy }, 'idle'),
    });
  }

  private leaveWorkers(): void {
    this.stopTalking();
    this.leaveBinding();
    this.ending.abort(HANDED_OVER);
  }
}
