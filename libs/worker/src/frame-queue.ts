/** Frames of one session that wait for the next step. A full queue drops its oldest: a late frame is worth least. */
export class FrameQueue<T> {
  private readonly waiting: T[] = [];

  constructor(private readonly limit: number) {}

  get length(): number {
    return this.waiting.length;
  }

  /** @returns how many frames were dropped for this one */
  push(item: T): number {
    this.waiting.push(item);
    return this.waiting.splice(0, this.waiting.length - this.limit).length;
  }

  take(): T | undefined {
    return this.waiting.shift();
  }
}
