/** Time to answer when we ask whether anybody is there. */
const ANSWER_WITHIN_MS = 5_000;

export interface IdleWatchPorts {
  /** Asks aloud whether anybody is there; resolves when that is said. */
  ask(): Promise<void>;
  /** Nobody answered. */
  end(): void;
}

/** Notices a conversation in which nobody speaks any more: an open line costs as much as a lively one. */
export class IdleWatch {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly idleMs: number,
    private readonly ports: IdleWatchPorts,
  ) {}

  /** Somebody spoke, or it begins. */
  heard(): void {
    clearTimeout(this.timer);
    const timer = setTimeout(() => void this.askAndWait(timer), this.idleMs);
    this.timer = timer.unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async askAndWait(asking: NodeJS.Timeout): Promise<void> {
    await this.ports.ask();
    // whoever spoke meanwhile has set another timer
    if (this.timer === asking)
      this.timer = setTimeout(() => this.ports.end(), ANSWER_WITHIN_MS).unref();
  }
}
