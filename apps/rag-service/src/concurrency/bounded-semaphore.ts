/** More work came in than can wait; trying again later helps. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';
  readonly retryable = true;
}

/** Lets so many in at once, so many more wait in the queue, and turns the rest away. */
export class BoundedSemaphore {
  private held = 0;
  private tellDrained = () => undefined as void;
  private readonly waiting: (() => void)[] = [];

  constructor(
    readonly capacity: number,
    private readonly mostWaiting: number,
  ) {}

  get busy(): number {
    return this.held;
  }

  /** @throws QueueFull when the queue is full. Every `acquire` needs a `release`. */
  async acquire(): Promise<void> {
    if (this.held < this.capacity) {
      this.held++;
      return;
    }
    if (this.waiting.length >= this.mostWaiting) throw new QueueFull('Too many questions at once.');
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.held--;
    if (this.held === 0) this.tellDrained();
  }

  /** Resolves when nothing is held and nobody waits; to be asked once. */
  async drained(): Promise<void> {
    if (this.held > 0) await new Promise<void>((resolve) => (this.tellDrained = resolve));
  }
}
