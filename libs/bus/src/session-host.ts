import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlEvent, OpenReply, OpenSession, WorkerRecord } from '@parley/protocol';
import type { Bus, Listener } from './bus.js';
import type { Traced } from './headers.js';
import type { Announcement, WorkerRegistry } from './registry.js';

/** A session nobody kept alive for this long is let go. */
const ABANDONED_MS = 30_000;
const SWEEP_MS = 5_000;
/** Time for a slot that was given to a session to be seen in the registry before the next session looks for one. */
const HAND_OVER_EVERY_MS = 250;
const RESTARTING = 'The service is being restarted.';

/** One session as its worker holds it. */
export interface HostedSession {
  /** Interruption by hand; the end of a session arrives as `close`. */
  interrupt?(): void;
  close(): Promise<void> | void;
}

export interface SessionHostOptions {
  bus: Bus;
  registry: WorkerRegistry;
  role: WorkerRecord['role'];
  workerId: string;
  capacity: number;
  /** How long sessions may go on after `close` while no other worker has a slot for them; 0 when absent. */
  drainMs?: number;
  /** What the registry is told besides the figures kept here. */
  describe(): Pick<WorkerRecord, 'detail' | 'load'> &
    Partial<
      Pick<
        WorkerRecord,
        'engine' | 'format' | 'formats' | 'voices' | 'needsTranscripts' | 'ignoresTranscripts'
      >
    >;
  /**
   * Takes a slot. Throw `OpenRejected` with a sentence for the person to decline. The signal is aborted when nobody wants
   * the session any more: its slot is free then, and what the opening has not yet begun is better left.
   */
  open(request: OpenSession, trace: Traced & { signal: AbortSignal }): Promise<HostedSession>;
  onError(error: unknown, sessionId?: string): void;
}

/** The request itself is wrong; `message` is shown to the person. */
export class OpenRejected extends Error {
  override readonly name = 'OpenRejected';
}

/** This worker cannot take another session just now; the gateway tries the next. */
export class WorkerFull extends Error {
  override readonly name = 'WorkerFull';
}

const GIVEN_UP: OpenReply = {
  ok: false,
  code: 'failed',
  message: 'The session was given up while it was being opened.',
  retryable: true,
};
const DRAINING: OpenReply = {
  ok: false,
  code: 'draining',
  message: 'This worker is shutting down.',
  retryable: true,
};

interface Held {
  /** Undefined while it is being opened. */
  session: HostedSession | undefined;
  /** Aborted when it is closed while it is being opened. */
  readonly givenUp: AbortController;
  readonly control: Listener;
  lastSign: number;
}

/**
 * The part that every worker with session slots shares: it announces the worker, answers claims up to
 * the capacity, closes sessions when told or when abandoned, and says so when one breaks.
 */
export class SessionHost {
  private readonly held = new Map<string, Held>();
  /** Sessions that have ended, but not yet let go of all they had. */
  private closing = 0;
  private draining = false;
  private readonly startedAt = Date.now();
  private announcement: Announcement | undefined;
  private listeners: Listener[] = [];
  private sweeper: NodeJS.Timeout | undefined;

  private constructor(private readonly options: SessionHostOptions) {}

  static async start(options: SessionHostOptions): Promise<SessionHost> {
    const host = new SessionHost(options);
    const { bus, registry, workerId, onError } = options;
    host.listeners = [
      bus.respond('open', workerId, (request, trace) => host.claim(request, trace), { onError }),
      bus.respond('ping', workerId, ({ sessionId }) => host.pong(sessionId), { onError }),
    ];
    host.announcement = await registry.announce(() => host.record, onError);
    host.sweeper = setInterval(() => host.sweep(Date.now()), SWEEP_MS);
    return host;
  }

  get sessions(): number {
    return this.held.size + this.closing;
  }

  /** What the registry is told. */
  get record(): WorkerRecord {
    const { workerId, role, capacity, describe } = this.options;
    return {
      id: workerId,
      role,
      status: this.draining ? 'draining' : 'ready',
      capacity,
      sessions: this.sessions,
      startedAt: this.startedAt,
      ...describe(),
    };
  }

  /** Publishes this worker's record now instead of at the next heartbeat. */
  announceNow(): Promise<void> {
    return this.announcement?.now() ?? Promise.resolve();
  }

  /** Tells the gateway that a session cannot go on here, and lets it go. */
  async fail(sessionId: string, message: string): Promise<void> {
    const { bus, workerId, role } = this.options;
    bus.publish('fault', sessionId, { workerId, role, message, fatal: true });
    await this.release(sessionId);
  }

  /**
   * Drains: takes no more sessions, and hands those that are open back to their gateways, which move them to other
   * workers: one by one where one has a free slot, and all that are left when the time to drain is over.
   */
  async close(): Promise<void> {
    this.draining = true;
    await this.announceNow();
    await this.handOver(this.options.drainMs ?? 0);
    clearInterval(this.sweeper);
    for (const sessionId of [...this.held.keys()]) await this.fail(sessionId, RESTARTING);
    for (const listener of this.listeners) await listener.close();
    await this.announcement?.close();
  }

  /** Whoever asks for a session means to go on with it. */
  private pong(sessionId: string | undefined): { holdsSession?: boolean } {
    if (sessionId === undefined) return {};
    const held = this.held.get(sessionId);
    if (held) held.lastSign = Date.now();
    return { holdsSession: held?.session !== undefined };
  }

  private async handOver(withinMs: number): Promise<void> {
    const { registry, onError } = this.options;
    const untilMs = performance.now() + withinMs;
    if (this.held.size > 0 && withinMs > 0) await registry.follow().catch(onError);
    while (this.held.size > 0 && performance.now() < untilMs) {
      const [sessionId] = [...this.held].find(([, { session }]) => session) ?? [];
      if (sessionId && registry.hasRoomBeside(this.record)) await this.fail(sessionId, RESTARTING);
      await sleep(HAND_OVER_EVERY_MS);
    }
  }

  private async claim(request: OpenSession, trace: Traced): Promise<OpenReply> {
    const { sessionId } = request;
    const refusal = this.rejectionFor(sessionId);
    if (refusal) return refusal;
    const held = this.hold(sessionId);
    const { signal } = held.givenUp;
    const opening = this.options.open(request, { ...trace, signal });
    try {
      held.session = await Promise.race([opening, aborted(signal)]);
      if (!this.draining) return { ok: true, workerId: this.options.workerId };
      await this.release(sessionId);
      return DRAINING;
    } catch (error) {
      if (signal.aborted) return this.closeUnwanted(opening, sessionId);
      this.held.delete(sessionId);
      await held.control.close();
      return this.openFailed(error, sessionId);
    } finally {
      void this.announceNow();
    }
  }

  /** The slot is free already; what is opened all the same is closed as soon as it can be. */
  private closeUnwanted(opening: Promise<HostedSession>, sessionId: string): OpenReply {
    const { onError } = this.options;
    const isNews = (error: unknown) => !(error instanceof Error && error.name === 'AbortError');
    opening
      .then((session) => session.close())
      .catch((error: unknown) => {
        if (isNews(error)) onError(error, sessionId);
      });
    return this.draining ? DRAINING : GIVEN_UP;
  }

  private rejectionFor(sessionId: string): OpenReply | undefined {
    if (this.draining) return DRAINING;
    if (this.held.has(sessionId)) {
      return {
        ok: false,
        code: 'bad-request',
        message: 'This session is open here already.',
        retryable: false,
      };
    }
    if (this.sessions >= this.options.capacity) {
      return { ok: false, code: 'full', message: 'This worker has no free slot.', retryable: true };
    }
    return undefined;
  }

  private openFailed(error: unknown, sessionId: string): OpenReply {
    if (error instanceof OpenRejected)
      return { ok: false, code: 'bad-request', message: error.message, retryable: false };
    if (error instanceof WorkerFull)
      return { ok: false, code: 'full', message: error.message, retryable: true };
    this.options.onError(error, sessionId);
    return {
      ok: false,
      code: 'failed',
      message: 'The session could not be set up on this worker.',
      retryable: true,
    };
  }

  /** Takes the slot. Its control is listened to from now on: the gateway may close what is still being opened. */
  private hold(sessionId: string): Held {
    const held: Held = {
      session: undefined,
      givenUp: new AbortController(),
      lastSign: Date.now(),
      control: this.options.bus.subscribe('control', sessionId, (event) =>
        this.obey(sessionId, held, event),
      ),
    };
    this.held.set(sessionId, held);
    return held;
  }

  private obey(sessionId: string, held: Held, event: ControlEvent): void {
    held.lastSign = Date.now();
    if (event.type === 'interrupt') held.session?.interrupt?.();
    if (event.type === 'close') void this.release(sessionId);
  }

  private async release(sessionId: string): Promise<void> {
    const held = this.held.get(sessionId);
    if (!held) return;
    this.held.delete(sessionId);
    this.closing += 1;
    held.givenUp.abort();
    try {
      await held.control.close();
      await held.session?.close();
    } catch (error) {
      this.options.onError(error, sessionId);
    } finally {
      this.closing -= 1;
    }
    void this.announceNow();
  }

  private sweep(now: number): void {
    for (const [sessionId, { lastSign }] of this.held) {
      if (now - lastSign > ABANDONED_MS) void this.release(sessionId);
    }
  }
}

/** Rejects when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}
