import { FRAME_MS } from '@parley/protocol';

export interface MatchedFrames {
  /** From the last packet of a frame going out to the first of its echo coming back. */
  latenciesMs: number[];
  /** Frames that came back more than a frame later, and silence that was sent in place of one. */
  late: number;
  lost: number;
}

interface Marker {
  sent: number;
  received: number;
}

/**
 * Finds out which frame that came back is which that went out. An echo has no number on it, but the
 * markers in it can be recognised, and frames stay in order: where as many frames came back between two
 * markers as went out, each is the echo of the one in its place. Fewer means that some were lost, more that
 * silence was put in for some that came too late for their step; which ones cannot be told, so of such a
 * stretch only the marker's latency counts.
 *
 * Opus looks 6.5 ms ahead twice, which moves sound to later samples but delays no packet, and a frame can
 * only be handed on when it is whole; counting from a frame's last packet leaves both out.
 */
export class FrameMatcher {
  private readonly sentAt: number[] = [];
  private readonly receivedAt: number[] = [];
  private readonly markers: Marker[] = [];

  /** The frame of this number is out as a whole. Milliseconds of one clock. */
  sent(frame: number, nowMs: number): void {
    this.sentAt[frame] = nowMs;
  }

  /** The first packet of a frame is back. */
  received(frame: number, nowMs: number): void {
    this.receivedAt[frame] ??= nowMs;
  }

  /** A frame that came back was recognised as the marker that went out as `sent`. */
  recognised(marker: Marker): void {
    this.markers.push(marker);
  }

  /** `framesToCome` is how many frames went out, or should have, from the first marker to the last. */
  result(framesToCome: number): MatchedFrames {
    const matched: MatchedFrames = { latenciesMs: [], late: 0, lost: 0 };
    let accounted = 0;
    for (const [index, to] of this.markers.entries()) {
      const from = this.markers[index - 1];
      if (!from) continue;
      this.addStretch(matched, from, to);
      accounted += to.sent - from.sent;
    }
    matched.late += matched.latenciesMs.filter((ms) => ms > FRAME_MS).length;
    matched.lost += framesToCome - accounted;
    return matched;
  }

  private addStretch(matched: MatchedFrames, from: Marker, to: Marker): void {
    const wentOut = to.sent - from.sent;
    const cameBack = to.received - from.received;
    matched.lost += Math.max(0, wentOut - cameBack);
    matched.late += Math.max(0, cameBack - wentOut);
    const certain = wentOut === cameBack ? wentOut : 1;
    for (let i = 0; i < certain; i++)
      matched.latenciesMs.push(this.latencyMs(from.sent + i, from.received + i));
  }

  private latencyMs(sent: number, received: number): number {
    return (this.receivedAt[received] ?? Infinity) - (this.sentAt[sent] ?? 0);
  }
}
