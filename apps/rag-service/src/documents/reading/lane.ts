import { DocumentUnreadable, type Document } from '../document.js';
import { ReadCut, ReadingProcess, type ReadLimits, type ReadRequest } from './reading-process.js';

export interface Job extends ReadRequest {
  /** How often it was cut by load. */
  tries: number;
  done(document: Document): void;
  failed(error: DocumentUnreadable): void;
}

/** Whoever hands in more at once is told to come again. */
const MOST_WAITING = 256;

/** Documents that wait for one of a few processes, small ones first. */
export class Lane {
  private readonly waiting: Job[] = [];
  private readonly idle: ReadingProcess[] = [];
  private readonly busy = new Set<ReadingProcess>();
  private closed = false;

  constructor(
    private readonly processes: number,
    private readonly limits: ReadLimits,
    private readonly onCut: (job: Job, cut: ReadCut) => void,
  ) {}

  add(job: Job): void {
    if (this.closed || this.waiting.length >= MOST_WAITING) job.failed(busy());
    else this.waiting.push(job);
    this.next();
  }

  close(): void {
    this.closed = true;
    for (const process of [...this.idle, ...this.busy]) process.close();
    for (const job of this.waiting.splice(0)) job.failed(busy());
  }

  private next(): void {
    if (this.busy.size >= this.processes) return;
    const job = this.takeSmallest();
    if (!job) return;
    const process = this.idle.pop() ?? new ReadingProcess();
    this.busy.add(process);
    void this.run(process, job).finally(() => {
      this.busy.delete(process);
      // one is kept warm, and others only while there is work for them
      if (!this.closed && (this.idle.length === 0 || this.waiting.length > 0))
        this.idle.push(process);
      else process.close();
      this.next();
    });
    this.next();
  }

  /** A letter need not wait for the books that came before it. */
  private takeSmallest(): Job | undefined {
    const smallest = Math.min(...this.waiting.map(({ bytes }) => bytes.length));
    const at = this.waiting.findIndex(({ bytes }) => bytes.length === smallest);
    return at < 0 ? undefined : this.waiting.splice(at, 1)[0];
  }

  private async run(process: ReadingProcess, job: Job): Promise<void> {
    try {
      job.done(await process.read(job, this.limits));
    } catch (error) {
      if (error instanceof ReadCut) this.onCut(job, error);
      else if (error instanceof DocumentUnreadable) job.failed(error);
      else
        job.failed(new DocumentUnreadable('could not be read', { cause: error, retryable: true }));
    }
  }
}

export function busy(cause?: ReadCut): DocumentUnreadable {
  return new DocumentUnreadable('could not be read yet, for the machine is too busy', {
    cause,
    retryable: true,
  });
}
