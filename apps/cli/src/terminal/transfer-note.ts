/** Seconds that the rate is taken over. */
const WINDOW_SECONDS = 10;

/** Says how far a transfer is, how fast it goes and how long it will take. */
export class TransferNote {
  private marks: { second: number; bytes: number }[] = [];

  constructor(private readonly now: () => number = () => performance.now() / 1_000) {}

  of(doneBytes: number, totalBytes: number): string {
    const second = this.now();
    this.marks = this.marks.filter((mark) => second - mark.second < WINDOW_SECONDS);
    this.marks.push({ second, bytes: doneBytes });
    const share = `${sizeText(doneBytes)} of ${sizeText(totalBytes)}`;
    const [first] = this.marks as [{ second: number; bytes: number }];
    const rate = (doneBytes - first.bytes) / (second - first.second);
    if (!(rate > 0)) return share;
    const left = durationText((totalBytes - doneBytes) / rate);
    return `${share}, ${sizeText(rate)}/s, ${left} left`;
  }
}

export function sizeText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}
