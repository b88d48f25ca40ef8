import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Bus, type Traced } from '@parley/bus';
import type { SessionRecord, Utterance, SessionOptions } from '@parley/protocol';
import type { PinoLogger } from 'nestjs-pino';
import { InjectPinoLogger } from 'nestjs-pino';
import { Line, type LineListener } from './line.js';
import { PlacementService, WorkerSilent, type SideRole } from './placement.js';
import { Pulse } from './pulse.js';
import { Refusal } from './refusal.js';

/** What a line is to be like. */
export interface LineRequest extends Traced {
  readonly wish: SessionOptions;
  /** What was said before, when a session moves. */
  readonly history: Utterance[];
}

/** How long a session that has lost its workers waits for others. */
const MOVE_WITHIN_MS = 10_000;
const MOVE_RETRY_MS = 150;
/** A worker that takes longer to answer a claim is passed over in a move. */
const MOVE_CLAIM_MS = 4_000;

/** Opens lines: the workers of a session, at its beginning and whenever it has to move. */
@Injectable()
export class Lines {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(PlacementService) private readonly placement: PlacementService,
    @Inject(Pulse) private readonly pulse: Pulse,
    @InjectPinoLogger(Lines.name) private readonly logger: PinoLogger,
  ) {}

  /**
   * A worker that does not answer is avoided, and the next attempt has an id of its own.
   * @throws Refusal when no worker can be had.
   */
  async open(request: LineRequest, listener: LineListener, claimMs = Infinity): Promise<Line> {
    const silent = new Set<string>();
    for (;;) {
      const line = this.newLine(listener);
      try {
        line.start(await this.placement.place(line.id, request, silent, claimMs));
        if (line.earlyFailure) throw Refusal.busy(line.earlyFailure, 'worker-failed');
        return line;
      } catch (error) {
        line.close('not-placed');
        if (!(error instanceof WorkerSilent)) throw error;
        this.logger.warn({ err: error, workerId: error.workerId }, 'worker is silent');
        silent.add(error.workerId);
      }
    }
  }

  /**
   * The same for a session that goes on: a worker may be restarting or about to give a slot back.
   * @throws Refusal when none could be had for ten seconds; `signal` ends the wait at the next attempt.
   */
  reopen(request: LineRequest, listener: LineListener, signal: AbortSignal): Promise<Line> {
    return this.persist(() => this.open(request, listener, MOVE_CLAIM_MS), signal);
  }

  /**
   * Finds another worker for one part of a line, whose engine goes on undisturbed.
   * @throws Refusal when none could be had for ten seconds, WorkerSilent when the whole line has to move.
   */
  async replace(
    line: Line,
    role: SideRole,
    request: LineRequest,
    signal: AbortSignal,
  ): Promise<void> {
    const replace = () =>
      this.placement.replace(role, line.id, request, line.placement, MOVE_CLAIM_MS);
    line.replace(role, await this.persist(replace, signal));
  }

  /** The line of a session that another gateway had; undefined when its workers have not kept it. */
  async takeOver(
    { lineId, placed, takeOvers }: Pick<SessionRecord, 'lineId' | 'placed' | 'takeOvers'>,
    listener: LineListener,
  ): Promise<Line | undefined> {
    const line = this.newLine(listener, lineId);
    if (!(await this.placement.holds(lineId, placed))) {
      line.close('moved');
      return undefined;
    }
    line.takeOver(placed, takeOvers);
    return line;
  }

  /** Tries again while it is refused, for ten seconds. */
  private async persist<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const deadlineMs = performance.now() + MOVE_WITHIN_MS;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const isLate = performance.now() > deadlineMs;
        if (!(error instanceof Refusal) || isLate || signal.aborted) throw error;
        await sleep(MOVE_RETRY_MS);
      }
    }
  }

  private newLine(listener: LineListener, id: string = randomUUID()): Line {
    const { bus, placement, pulse } = this;
    const missing = placement.missing.bind(placement);
    const watch = pulse.watch.bind(pulse);
    return new Line(id, { bus, missing, watch }, listener);
  }
}
