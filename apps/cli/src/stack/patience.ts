import { readFile } from 'node:fs/promises';

const LOOKS_IN_A_WINDOW = 10;

/** Waits for a process as long as it is at work, which what it says shows, or the processor time that it takes. */
export class Patience {
  private readonly giveUp = new AbortController();
  private readonly sinceMs = performance.now();
  private readonly timer: NodeJS.Timeout;
  private readonly looks: NodeJS.Timeout;
  private ticks = 0;
  private windowsTold = 0;

  constructor(
    private readonly signWithinMs: number,
    private readonly pid: number | undefined,
  ) {
    this.timer = setTimeout(() => this.giveUp.abort(), signWithinMs);
    this.looks = setInterval(() => void this.look(), signWithinMs / LOOKS_IN_A_WINDOW);
  }

  /** Aborted when there was no sign for too long. */
  get lost(): AbortSignal {
    return this.giveUp.signal;
  }

  sign(): void {
    this.timer.refresh();
  }

  /** How many seconds it has taken, whenever it is time to say so again. */
  secondsToTell(): number | undefined {
    const windows = Math.floor((performance.now() - this.sinceMs) / this.signWithinMs);
    if (windows === this.windowsTold) return undefined;
    this.windowsTold = windows;
    return Math.round((windows * this.signWithinMs) / 1_000);
  }

  end(): void {
    clearTimeout(this.timer);
    clearInterval(this.looks);
  }

  private async look(): Promise<void> {
    const ticks = await processorTicks(this.pid);
    if (ticks > this.ticks && !this.giveUp.signal.aborted) this.sign();
    this.ticks = ticks;
  }
}

/** Of a process so far; 0 where the system does not tell. */
async function processorTicks(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // the second field, a name in brackets, may hold spaces; user and system time are the 14th and 15th
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}
