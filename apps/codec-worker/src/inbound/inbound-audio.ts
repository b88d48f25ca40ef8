import { FrameAssembler } from '@parley/audio';
import type { AudioStamp } from '@parley/bus';
import type { CodecMetrics } from '../metrics.js';
import { BacklogLimiter } from './backlog-limiter.js';
import { ConcealingDecoder } from './concealing-decoder.js';
import { ReorderBuffer, type Ordered } from './reorder-buffer.js';
import { UnsentSilence } from './unsent-silence.js';

/** The longest gap that is concealed; libopus has faded out by then. The rest of a longer one is left out. */
export const MAX_CONCEALED_MS = 200;

const SAMPLES_PER_MS = 24;

export interface StampedFrame {
  /** 1920 samples, 24 kHz mono. */
  samples: Int16Array;
  /** A number that is skipped stands for a frame that was dropped. */
  stamp: AudioStamp;
}

interface StampedPacket {
  bytes: Uint8Array;
  arrivedAt: number;
}

/** The way in of one session: Opus packets of 2.5 to 120 ms become frames, whatever the network made of them. */
export class InboundAudio {
  private readonly order = new ReorderBuffer<StampedPacket>();
  private readonly decoder = new ConcealingDecoder();
  private readonly assembler = new FrameAssembler();
  private readonly backlog = new BacklogLimiter<StampedFrame>();
  private readonly silence = new UnsentSilence();
  private nextFrame = 0;
  private lastArrivedAt = 0;

  constructor(private readonly metrics: CodecMetrics) {}

  /** Takes a packet; returns the frames to pass on now. `nowMs` is any clock that never goes back. */
  push(bytes: Uint8Array, { sequence, arrivedAt }: AudioStamp, nowMs: number): StampedFrame[] {
    this.metrics.packetsIn.inc();
    this.silence.packetCame(nowMs);
    this.lastArrivedAt = arrivedAt;
    const inTurn = this.order.push(sequence, { bytes, arrivedAt });
    if (inTurn !== 'late') {
      return inTurn.flatMap((item) => this.assemble(this.samplesOf(item), arrivedAt, nowMs));
    }
    this.metrics.packetsLate.inc();
    return [];
  }

  /**
   * Returns frames that were held back and may go on now, and those of silence that the client does not send because it is
   * muted or saves bandwidth (DTX): the end of a turn is silence either way. To be called about once a frame.
   */
  tick(nowMs: number): StampedFrame[] {
    const unsentMs = this.backlog.isAhead(nowMs) ? 0 : this.silence.take(nowMs);
    if (unsentMs > 0) {
      this.lastArrivedAt += unsentMs;
      const silent = new Int16Array(unsentMs * SAMPLES_PER_MS);
      return this.assemble(silent, this.lastArrivedAt, nowMs);
    }
    return this.counted(this.backlog.release(nowMs));
  }

  private samplesOf(item: Ordered<StampedPacket>): Int16Array {
    if ('lost' in item) return this.fillGap(item.lost);
    const endTimer = this.metrics.codingSeconds.startTimer({ direction: 'in' });
    const { samples, concealed } = this.decoder.decode(item.packet.bytes);
    endTimer();
    if (concealed) this.metrics.packetsConcealed.inc({ reason: 'undecodable' });
    return samples;
  }

  private fillGap(packets: number): Int16Array {
    const gapMs = packets * this.decoder.lastDurationMs;
    this.metrics.packetsConcealed.inc({ reason: 'lost' }, packets);
    if (gapMs > MAX_CONCEALED_MS) this.metrics.gapsShortened.inc();
    return this.decoder.conceal(Math.min(gapMs, MAX_CONCEALED_MS));
  }

  private assemble(samples: Int16Array, arrivedAt: number, nowMs: number): StampedFrame[] {
    return this.assembler.push(samples).flatMap((frame) => {
      const stamp = { sequence: this.nextFrame++, arrivedAt };
      const { passed, dropped } = this.backlog.push({ samples: frame, stamp }, nowMs);
      this.metrics.framesDropped.inc(dropped);
      return this.counted(passed);
    });
  }

  private counted(frames: StampedFrame[]): StampedFrame[] {
    this.metrics.framesIn.inc(frames.length);
    return frames;
  }
}
