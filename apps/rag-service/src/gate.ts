/** More work came in than can wait; trying again later helps. */
export class GateFull extends Error {
  override readonly name = 'GateFull';
  readonly retryable = true;
}

/** Lets so many in at once, so many more wait in line, and turns the rest away. */
export class Gate {
  private inside = 0;
  private tellEmpty = () => undefined as void;
  private readonly waiting: (() => void)[] = [];

  constructor(
    readonly capacity: number,
    private readonly mostWaiting: number,
  ) {}

  get busy(): number {
    return this.inside;
  }

  /** @throws GateFull when the line is full. Every entry needs a `leave`. */
  async enter(): Promise<void> {
    if (this.inside < this.capacity) {
      this.inside++;
      return;
    }
    if (this.waiting.length >= this.mostWaiting) throw new GateFull('Too many questions at once.');
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.inside--;
    if (this.inside === 0) this.tellEmpty();
  }

  /** Resolves when nobody is inside or in line; to be asked once. */
  async empty(): Promise<void> {
    if (this.inside > 0) await new Promise<void>((resolve) => (this.tellEmpty = resolve));
  }
}
