import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Bus, type Traced } from '@parley/bus';
import type { SessionRecord, Utterance, SessionOptions } from '@parley/protocol';
import type { PinoLogger } from 'nestjs-pino';
import { InjectPinoLogger } from 'nestjs-pino';
import { WorkerBinding, type WorkerBindingListener } from './worker-binding.js';
import {
  PlacementService,
  WorkerSilent,
  type OpeningLimits,
  type ReplaceableRole,
} from './placement.service.js';
import { WorkerLiveness } from './worker-liveness.js';
import { SessionRejected } from '../session/session-rejected.js';

/** What a binding is to be like. */
export interface BindingRequest extends Traced {
  readonly options: SessionOptions;
  /** What was said before, when a session moves. */
  readonly history: Utterance[];
}

/** How long a session that has lost its workers waits for others: the only one of a kind may have to be started again first. */
const MOVE_WITHIN_MS = 25_000;
const MOVE_RETRY_MS = 150;
const TELL_AGAIN_MS = 200;
/** A worker that takes longer to answer a claim is passed over in a move. */
const MOVE_CLAIM_MS = 4_000;

/** Opens bindings: the workers of a session, at its beginning and whenever it has to move. */
@Injectable()
export class WorkerBindings {
  constructor(
    private readonly bus: Bus,
    private readonly placement: PlacementService,
    private readonly liveness: WorkerLiveness,
    @InjectPinoLogger(WorkerBindings.name) private readonly logger: PinoLogger,
  ) {}

  /**
   * A worker that does not answer is avoided, and the next attempt has an id of its own. When nobody waits for the session
   * any more, the workers are told at once.
   * @throws SessionRejected when no worker can be had.
   */
  async open(
    request: BindingRequest,
    listener: WorkerBindingListener,
    limits: OpeningLimits = {},
  ): Promise<WorkerBinding> {
    const silent = new Set<string>();
    for (;;) {
      const binding = this.newBinding(listener);
      const endWatch = tellWhenUnwanted(binding, limits.wanted);
      try {
        binding.start(await this.placement.place(binding.id, request, silent, limits));
        if (binding.earlyFailure) throw SessionRejected.busy(binding.earlyFailure, 'worker-failed');
        return binding;
      } catch (error) {
        binding.close('not-placed');
        if (!(error instanceof WorkerSilent)) throw error;
        this.logger.warn({ err: error, workerId: error.workerId }, 'worker is silent');
        silent.add(error.workerId);
      } finally {
        endWatch();
      }
    }
  }

  /**
   * The same for a session that goes on: a worker may be restarting or about to give a slot back.
   * @throws SessionRejected when none could be had in time; `signal` ends the wait at the next attempt.
   */
  reopen(
    request: BindingRequest,
    listener: WorkerBindingListener,
    signal: AbortSignal,
  ): Promise<WorkerBinding> {
    return this.persist(() => this.open(request, listener, { claimMs: MOVE_CLAIM_MS }), signal);
  }

  /**
   * Finds another worker for one part of a binding, whose engine goes on undisturbed.
   * @throws SessionRejected when none could be had in time, WorkerSilent when the whole binding has to move.
   */
  async replace(
    binding: WorkerBinding,
    role: ReplaceableRole,
    request: BindingRequest,
    signal: AbortSignal,
  ): Promise<void> {
    const replace = () =>
      this.placement.replace(role, binding.id, request, binding.placement, MOVE_CLAIM_MS);
    binding.replace(role, await this.persist(replace, signal));
  }

  /** The binding of a session that another gateway had; undefined when its workers have not kept it. */
  async takeOver(
    {
      bindingId,
      placement,
      takeOvers,
    }: Pick<SessionRecord, 'bindingId' | 'placement' | 'takeOvers'>,
    listener: WorkerBindingListener,
  ): Promise<WorkerBinding | undefined> {
    const binding = this.newBinding(listener, bindingId);
    if (!(await this.placement.holds(bindingId, placement))) {
      binding.close('moved');
      return undefined;
    }
    binding.takeOver(placement, takeOvers);
    return binding;
  }

  /** Tries again while it is rejected. */
  private async persist<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const deadlineMs = performance.now() + MOVE_WITHIN_MS;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const isLate = performance.now() > deadlineMs;
        if (!(error instanceof SessionRejected) || isLate || signal.aborted) throw error;
        await sleep(MOVE_RETRY_MS);
      }
    }
  }

  private newBinding(listener: WorkerBindingListener, id: string = randomUUID()): WorkerBinding {
    const { bus, placement, liveness } = this;
    const missing = placement.missing.bind(placement);
    const watch = liveness.watch.bind(liveness);
    return new WorkerBinding(id, { bus, missing, watch }, listener);
  }
}

/**
 * Gives the slots back as soon as nobody waits for them. Again and again until the watch ends: a worker that is asked in this
 * moment hears of it only once it has taken up the claim.
 */
function tellWhenUnwanted(binding: WorkerBinding, wanted: AbortSignal | undefined): () => void {
  let again: NodeJS.Timeout | undefined;
  const tell = () => binding.close('client-left');
  const begin = () => {
    tell();
    again = setInterval(tell, TELL_AGAIN_MS);
  };
  wanted?.addEventListener('abort', begin, { once: true });
  return () => {
    wanted?.removeEventListener('abort', begin);
    clearInterval(again);
  };
}
