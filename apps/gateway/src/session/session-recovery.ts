import { traced, traceparentOf } from '@parley/telemetry';
import type { GatewayMetrics } from '../metrics.js';
import { WorkerSilent, type ReplaceableRole } from '../placement/placement.service.js';
import type { WorkerBinding, WorkerBindingListener } from '../placement/worker-binding.js';
import type { BindingRequest } from '../placement/worker-bindings.js';
import { MoveBudget } from './move-budget.js';
import { SessionRejected } from './session-rejected.js';

/** Silence for longer than this wants a word. */
const SAY_SO_AFTER_MS = 1_000;

export const MOVED =
  'There was a fault and the conversation goes on with another worker. If your answer broke off, please ask again.';

const REPLACED: Record<ReplaceableRole, string> = {
  codec: 'There was a fault and a moment of sound may be missing. The conversation goes on.',
  asr: 'There was a fault in the recogniser. If you were just speaking, please say it again.',
};

export interface RecoveryPorts {
  readonly metrics: Pick<GatewayMetrics, 'sessionsMoved' | 'workersReplaced'>;
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

/** What recovery needs of the session. */
export interface RecoverableSession extends WorkerBindingListener {
  readonly id: string;
  readonly ended: AbortSignal;
  readonly isHandedOver: boolean;
  /** Its workers; undefined while it has none. */
  readonly binding: WorkerBinding | undefined;
  /** Lets go of its workers, which keep their slots for half a minute. */
  leaveBinding(): void;
  /** The next binding counts its turns from the beginning. */
  beginNewBinding(): void;
  /** What new workers have to know. */
  requestToGoOn(traceparent: string | undefined): BindingRequest;
  start(binding: WorkerBinding): void;
  /** Some of its workers are others now. */
  rebound(binding: WorkerBinding): void;
  /** Asks aloud for a moment, while it has no voice of its own. */
  askForAMoment(): void;
  /** Brings its record up to date. */
  writeRecord(): Promise<void>;
  /** Ends it and says why. */
  fail(sentence: string): void;
}

/** Finds other workers for a session that has lost some or all of its own. */
export class SessionRecovery {
  private readonly moves = new MoveBudget();

  constructor(
    private readonly session: RecoverableSession,
    private readonly ports: RecoveryPorts,
  ) {}

  /** Moves to other workers with all that was said; only where there are none, the session ends. */
  lost(message: string): void {
    const { session } = this;
    const { binding } = session;
    if (!binding) return;
    if (!this.moves.take(performance.now())) return session.fail(message);
    session.leaveBinding();
    this.withAWord(this.move(binding)).catch((error: unknown) => {
      if (!(error instanceof SessionRejected)) this.ports.onError(error);
      session.fail(message);
    });
  }

  /** The engine goes on with what it was saying while another worker is found for this part. */
  lostWorker(role: ReplaceableRole, message: string): void {
    const { session } = this;
    const { binding } = session;
    if (!binding) return;
    if (!this.moves.take(performance.now())) return session.fail(message);
    const replaced = this.replaceWorker(binding, role);
    // without a recogniser the voice still speaks
    (role === 'codec' ? this.withAWord(replaced) : replaced).catch((error: unknown) => {
      if (!(error instanceof SessionRejected || error instanceof WorkerSilent))
        this.ports.onError(error);
      if (session.binding === binding) this.lost(message);
    });
  }

  /** New workers, with the transcript so far. @throws SessionRejected */
  async reopen(): Promise<void> {
    const { session, ports } = this;
    session.beginNewBinding();
    const attributes = { 'session.id': session.id };
    const binding = await traced('move session', { attributes }, (span) =>
      ports.reopen(session.requestToGoOn(traceparentOf(span)), session, session.ended),
    );
    if (session.ended.aborted) return binding.close(String(session.ended.reason));
    session.start(binding);
    ports.metrics.sessionsMoved.inc();
  }

  private async withAWord(work: Promise<void>): Promise<void> {
    const timer = setTimeout(() => this.session.askForAMoment(), SAY_SO_AFTER_MS);
    await work.finally(() => clearTimeout(timer));
  }

  private async move(from: WorkerBinding): Promise<void> {
    const { session } = this;
    // Cut off from the bus, this gateway may be the last to know that another one has the session.
    await session.writeRecord();
    if (session.isHandedOver) return;
    from.close('moved');
    if (session.ended.aborted) return;
    await this.reopen();
    if (!session.ended.aborted) session.warned(MOVED);
  }

  private async replaceWorker(binding: WorkerBinding, role: ReplaceableRole): Promise<void> {
    const { session, ports } = this;
    const attributes = { 'session.id': session.id, 'parley.worker.role': role };
    await traced('replace worker', { attributes }, (span) =>
      ports.replace(binding, role, session.requestToGoOn(traceparentOf(span)), session.ended),
    );
    session.rebound(binding);
    ports.metrics.workersReplaced.inc({ role });
    session.warned(REPLACED[role]);
  }
}
