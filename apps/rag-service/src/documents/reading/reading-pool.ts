import { DocumentUnreadable, type Document } from '../document.js';
import { busy, Lane, type Job } from './lane.js';
import type { ReadCut, ReadLimits } from './reading-process.js';

const WALL_CLOCK_MS = 120_000;
/** A page or a letter takes a tenth of it. */
const QUICK = { processorMs: 600, wallClockMs: WALL_CLOCK_MS };
const SLOW = { processorMs: 10_000, wallClockMs: WALL_CLOCK_MS };
const MOST_TRIES = 3;

/**
 * Reads documents in processes of their own. What takes more than a moment begins anew in a lane beside the others, so that slow
 * files delay one another and no one else.
 */
export class ReadingPool {
  private readonly quick = new Lane(2, QUICK, (job, cut) => this.again(job, cut));
  private readonly slow: Lane;

  /** @param limits of what is slow */
  constructor(limits: ReadLimits = SLOW) {
    this.slow = new Lane(1, limits, (job, cut) => this.againOrNever(job, cut));
  }

  /** @throws DocumentUnreadable when the file cannot be read, or takes more work or memory than it may. */
  readonly read = (bytes: Uint8Array, name: string): Promise<Document> =>
    new Promise((done, failed) => this.quick.add({ bytes, name, tries: 0, done, failed }));

  async close(): Promise<void> {
    this.quick.close();
    this.slow.close();
  }

  private again(job: Job, cut: ReadCut): void {
    if (cut.by === 'work') this.slow.add(job);
    else this.againOrNever(job, cut);
  }

  private againOrNever(job: Job, cut: ReadCut): void {
    if (cut.by === 'work')
      job.failed(new DocumentUnreadable('takes too much work to read', { cause: cut }));
    else if (cut.by === 'memory')
      job.failed(new DocumentUnreadable('takes too much memory to read', { cause: cut }));
    else if (job.tries + 1 < MOST_TRIES) this.slow.add({ ...job, tries: job.tries + 1 });
    else job.failed(busy(cut));
  }
}
