/** Packets that may wait for an earlier one: the socket keeps order, so more would only be delay. */
const MAX_WAITING = 2;
/** A number so far in the past is not a late packet but a sender that counts anew. */
const RESTART_DISTANCE = 50;

export type Ordered<T> = { packet: T } | { lost: number };

/**
 * Puts packets in the order of their sequence numbers. A missing one is waited for while at most
 * `MAX_WAITING` later ones are there; then it is given up. No clock is involved.
 */
export class ReorderBuffer<T> {
  private readonly waiting = new Map<number, T>();
  private next: number | undefined;

  /** Returns what is in turn now, `lost` standing for packets given up; 'late' when it came too late or twice. */
  push(sequence: number, packet: T): Ordered<T>[] | 'late' {
    this.next ??= sequence;
    if (this.next - sequence > RESTART_DISTANCE) this.restart(sequence);
    if (!(sequence >= this.next) || this.waiting.has(sequence)) return 'late';
    this.waiting.set(sequence, packet);
    const inTurn = this.takeInTurn();
    return this.waiting.size > MAX_WAITING ? [...inTurn, ...this.giveUpMissing()] : inTurn;
  }

  private restart(sequence: number): void {
    this.waiting.clear();
    this.next = sequence;
  }

  private giveUpMissing(): Ordered<T>[] {
    const first = Math.min(...this.waiting.keys());
    const lost = first - (this.next ?? first);
    this.next = first;
    return [{ lost }, ...this.takeInTurn()];
  }

  private takeInTurn(): Ordered<T>[] {
    const inTurn: Ordered<T>[] = [];
    for (let sequence = this.next ?? 0; ; sequence++) {
      const packet = this.waiting.get(sequence);
      this.next = sequence;
      if (packet === undefined) return inTurn;
      this.waiting.delete(sequence);
      inTurn.push({ packet });
    }
  }
}
