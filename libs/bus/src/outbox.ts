/** Long enough to gather what a busy process sends, short beside a frame of 80 ms. */
const GAP_MS = 2;

/**
 * Sends at once while little is sent, and gathers for a moment while much is: a system call and a waking
 * reader cost more than the audio that they carry.
 */
export class Outbox {
  private waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private sentAtMs = -Infinity;

  post(send: () => void): void {
    this.waiting.push(send);
    if (this.timer) return;
    const dueInMs = this.sentAtMs + GAP_MS - performance.now();
    if (dueInMs <= 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), dueInMs);
  }

  /** Sends what waits, in order. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sentAtMs = performance.now();
    for (const send of this.waiting.splice(0)) send();
  }
}
