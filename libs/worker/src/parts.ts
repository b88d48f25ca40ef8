import type { RunningService } from '@parley/telemetry';

/** What has been opened so far; everything is closed in the reverse order. */
export class Parts implements RunningService {
  private readonly opened: RunningService[] = [];

  /** Notes a part that has to be closed, and gives it back. */
  keep<T extends RunningService>(part: T): T {
    this.opened.push(part);
    return part;
  }

  async close(): Promise<void> {
    for (let part = this.opened.pop(); part; part = this.opened.pop()) await part.close();
  }
}
