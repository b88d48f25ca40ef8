const MIN_INTERVAL_MS = 200;

/** Lets a partial transcript through when it has changed, at most five times a second. */
export class PartialReports {
  private lastText = '';
  private lastAt = -Infinity;

  /** @returns the text when it is to be reported now. */
  next(text: string, nowMs: number): string | undefined {
    if (!text || text === this.lastText || nowMs - this.lastAt < MIN_INTERVAL_MS) return undefined;
    this.lastText = text;
    this.lastAt = nowMs;
    return text;
  }

  /** A new turn begins. */
  reset(): void {
    this.lastText = '';
    this.lastAt = -Infinity;
  }
}
