/** A session that loses its workers more often than this in a minute has a fault of its own. */
const MOVES_PER_MINUTE = 3;

/** How often a session may still change its workers. */
export class MoveBudget {
  private readonly movedAtMs: number[] = [];

  /** False when it has moved too often. */
  take(nowMs: number): boolean {
    const { movedAtMs } = this;
    while (movedAtMs[0] !== undefined && nowMs - movedAtMs[0] > 60_000) movedAtMs.shift();
    movedAtMs.push(nowMs);
    return movedAtMs.length <= MOVES_PER_MINUTE;
  }
}
