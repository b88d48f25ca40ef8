import type { Bus, Listener } from '@parley/bus';
import {
  packetsFromBytes,
  packetsToBytes,
  type ControlEvent,
  type TranscriptEvent,
  type Placement,
  type SlotRole,
  type AgentEvent,
} from '@parley/protocol';
import { FrameBundle } from './frame-bundle.js';
import type { ReplaceableRole } from './placement.service.js';

const KEEPALIVE_MS = 5_000;
const WATCH_MS = 200;
/**
 * Every engine sends a frame each 80 ms, silence included; so many missing in a row are no jitter. Where a
 * worker was killed, its liveness probe has told before.
 */
const SILENCE_MS = 1_500;

/** So far below the one before every gateway begins to count, which tells the codec worker that another one counts now. */
const TAKE_OVER_DISTANCE = 100;

const LOST: Record<SlotRole, string> = {
  lm: 'The voice engine of this session has stopped. Please connect again.',
  codec: 'The codec worker of this session has stopped. Please connect again.',
  asr: 'The recogniser of this session has stopped. Please connect again.',
};
const SILENT = 'The voice of this session has fallen silent. Please connect again.';

/** Who is told of what a binding brings. */
export interface WorkerBindingListener {
  /** Packets of one frame; `arrivedAt` in milliseconds since the epoch: the newest audio that they answer. */
  audio(packets: readonly Uint8Array[], arrivedAt: number): void;
  text(piece: string): void;
  transcriptEvent(event: TranscriptEvent): void;
  agentEvent(event: AgentEvent): void;
  warned(message: string): void;
  /** The binding cannot go on; `message` is a sentence for the user. Told at most once. */
  lost(message: string): void;
  /** It can, once it has another worker for this role. Told once until `replace`. */
  lostWorker(role: ReplaceableRole, message: string): void;
}

export interface WorkerBindingDependencies {
  readonly bus: Bus;
  /** Roles whose worker has left the registry. */
  missing(claimed: Placement): SlotRole[];
  /** Tells when a worker is gone; the result ends the watch. */
  watch(workerId: string, onLost: () => void): () => void;
}

/**
 * One set of workers that serves a session, under an id of its own on the bus. When a session moves it gets a
 * new binding: late frames of the old workers have subjects that nobody listens to any more, and all
 * sequence numbers begin again.
 */
export class WorkerBinding {
  private readonly listeners: Listener[];
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly replacing = new Set<ReplaceableRole>();
  private unwatch: (() => void)[] = [];
  private bundle = new FrameBundle();
  private claimed: Placement | undefined;
  private nextSequence = 0;
  private failure: string | undefined;
  private missingBefore: SlotRole[] = [];
  private lastAudioMs: number | undefined;
  private lastWatchMs = 0;
  private isOver = false;

  /** Listens from the start, so that nothing is missed while the workers are being claimed. */
  constructor(
    readonly id: string,
    private readonly deps: WorkerBindingDependencies,
    private readonly listener: WorkerBindingListener,
  ) {
    const { bus } = deps;
    this.listeners = [
      bus.subscribeAudio('opusOut', id, (bytes, { arrivedAt }) => {
        this.lastAudioMs = performance.now();
        listener.audio(packetsFromBytes(bytes), arrivedAt);
      }),
      bus.subscribeText(id, (piece) => listener.text(piece)),
      bus.subscribe('transcript', id, (event) => listener.transcriptEvent(event)),
      bus.subscribe('agent', id, (event) => listener.agentEvent(event)),
      bus.subscribe('fault', id, ({ message, fatal, role }) => {
        if (!fatal) listener.warned(message);
        else if (role !== 'rag') this.loseWorker(role, message);
      }),
    ];
  }

  /** What a worker said that failed while the others were still being claimed. */
  get earlyFailure(): string | undefined {
    return this.failure;
  }

  /** Engine, voice and workers. @throws Error before `start`. */
  get placement(): Placement {
    if (!this.claimed) throw new Error(`Line ${this.id} has no workers yet.`);
    return this.claimed;
  }

  /** The slots are claimed; from now on they are kept and watched. */
  start(claimed: Placement): void {
    this.keep(claimed);
    this.lastWatchMs = performance.now();
    this.timers.push(
      setInterval(() => this.keepAlive(), KEEPALIVE_MS),
      setInterval(() => this.watch(performance.now()), WATCH_MS),
    );
  }

  /** The same with the slots of a binding that another gateway began: how far it had counted is not known. */
  takeOver(claimed: Placement, takeOvers: number): void {
    this.nextSequence = -TAKE_OVER_DISTANCE * takeOvers;
    this.start(claimed);
  }

  /** Another worker does this part now; it knows nothing of the audio before. */
  replace(role: ReplaceableRole, claimed: Placement): void {
    this.replacing.delete(role);
    if (this.isOver) return this.tellWorkers({ type: 'close', reason: 'too late' });
    this.keep(claimed);
    if (role === 'asr') return;
    this.bundle = new FrameBundle();
    this.lastAudioMs = undefined;
  }

  sendAudio(packet: Uint8Array, arrivedAt: number): void {
    const packets = this.bundle.push(packet);
    if (!packets) return;
    const stamp = { sequence: this.nextSequence, arrivedAt };
    this.nextSequence += packets.length;
    this.deps.bus.publishAudio('opusIn', this.id, packetsToBytes(packets), stamp);
  }

  /** Gives all slots back. */
  close(reason: string): void {
    this.stop();
    this.tellWorkers({ type: 'close', reason });
  }

  /** Leaves the slots as they are, for half a minute from now: another gateway may go on with them. */
  leave(): void {
    this.stop();
    this.tellWorkers({ type: 'keepalive' });
  }

  private stop(): void {
    this.isOver = true;
    for (const timer of this.timers) clearInterval(timer);
    for (const end of this.unwatch.splice(0)) end();
    for (const listener of this.listeners) void listener.close();
  }

  private keep(claimed: Placement): void {
    this.claimed = claimed;
    for (const end of this.unwatch.splice(0)) end();
    for (const [role, id] of Object.entries(claimed.workers) as [SlotRole, string][])
      this.unwatch.push(this.deps.watch(id, () => this.loseWorker(role, LOST[role])));
  }

  private loseWorker(role: SlotRole, message: string): void {
    if (role === 'lm' || !this.claimed) return this.lose(message);
    if (this.isOver || this.replacing.has(role)) return;
    this.replacing.add(role);
    this.listener.lostWorker(role, message);
  }

  private lose(message: string): void {
    if (this.isOver) return;
    if (!this.claimed) this.failure = message;
    else {
      this.isOver = true;
      this.listener.lost(message);
    }
  }

  private keepAlive(): void {
    this.tellWorkers({ type: 'keepalive' });
    const missing = this.deps.missing(this.placement);
    // Twice in a row: the registry itself may be behind for a moment.
    const lost = missing.find((role) => this.missingBefore.includes(role));
    this.missingBefore = missing;
    if (lost) this.loseWorker(lost, LOST[lost]);
  }

  /** The registry's lease takes seconds to say that a worker was killed; its silence says so at once. */
  private watch(nowMs: number): void {
    const wasHeldUp = nowMs - this.lastWatchMs > 2 * WATCH_MS;
    this.lastWatchMs = nowMs;
    if (this.lastAudioMs === undefined || this.replacing.has('codec')) return;
    // After a stall of our own, what came in the meantime is still to be read.
    if (wasHeldUp) this.lastAudioMs = nowMs;
    if (nowMs - this.lastAudioMs > SILENCE_MS) this.lose(SILENT);
  }

  private tellWorkers(event: ControlEvent): void {
    this.deps.bus.publish('control', this.id, event);
  }
}
