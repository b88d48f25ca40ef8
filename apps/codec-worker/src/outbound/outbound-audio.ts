import { Encoder } from '@evan/opus';
import { FRAME_SAMPLES } from '@parley/audio';
import type { CodecMetrics } from '../metrics.js';

const SAMPLE_RATE_HZ = 24_000;
/** 20 ms, what every client takes. */
const PACKET_SAMPLES = 480;
/**
 * At this setting libopus codes speech as CELT, which costs a ninth of what its default does (SILK, 9) and at
 * the bitrate that is set by default comes closer to the original; docs/benchmarks.md has the figures.
 */
const APPLICATION = 'audio';
const COMPLEXITY = 0;

/** The way out of one session: a frame of 80 ms becomes four Opus packets of 20 ms. */
export class OutboundAudio {
  private readonly encoder = new Encoder({
    channels: 1,
    sample_rate: SAMPLE_RATE_HZ,
    application: APPLICATION,
  });

  constructor(
    bitrate: number,
    private readonly metrics: CodecMetrics,
  ) {
    this.encoder.bitrate = bitrate;
    this.encoder.complexity = COMPLEXITY;
  }

  /** Takes 1920 samples at 24 kHz mono; a frame of another length is counted and dropped. */
  encode(frame: Int16Array): Uint8Array[] {
    if (frame.length !== FRAME_SAMPLES) {
      this.metrics.framesMalformed.inc();
      return [];
    }
    this.metrics.framesOut.inc();
    const endTimer = this.metrics.codingSeconds.startTimer({ direction: 'out' });
    const packets: Uint8Array[] = [];
    for (let start = 0; start < FRAME_SAMPLES; start += PACKET_SAMPLES)
      packets.push(this.encoder.encode(frame.subarray(start, start + PACKET_SAMPLES)));
    endTimer();
    this.metrics.packetsOut.inc(packets.length);
    return packets;
  }
}
