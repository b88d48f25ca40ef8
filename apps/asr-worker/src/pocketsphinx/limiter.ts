export type Priority = 'urgent' | 'patient';

/** Lets at most `limit` tasks run at a time; urgent ones go before patient ones, else first come, first served. */
export class Limiter {
  private running = 0;
  private readonly waiting: Record<Priority, (() => void)[]> = { urgent: [], patient: [] };

  constructor(private readonly limit: number) {}

  async run<T>(task: () => Promise<T>, priority: Priority): Promise<T> {
    await this.enter(priority);
    try {
      return await task();
    } finally {
      this.leave();
    }
  }

  private async enter(priority: Priority): Promise<void> {
    if (this.running < this.limit) this.running++;
    else await new Promise<void>((resolve) => this.waiting[priority].push(resolve));
  }

  /** A waiting task takes the place over, so the count stays. */
  private leave(): void {
    const next = this.waiting.urgent.shift() ?? this.waiting.patient.shift();
    if (next) next();
    else this.running--;
  }
}
