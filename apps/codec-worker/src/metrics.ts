import {
  Counter,
  createMetrics,
  FRAME_AGE_BUCKETS,
  Histogram,
  type Registry,
} from '@parley/telemetry';

/** The figures of this worker, as Prometheus reads them. */
export class CodecMetrics {
  readonly registry: Registry = createMetrics('codec-worker');

  readonly packetsIn = this.counter('packets_in', 'Opus packets from people.');
  readonly packetsLate = this.counter(
    'packets_late',
    'Opus packets dropped: their turn was over, or they came twice.',
  );
  readonly packetsConcealed = this.counter(
    'packets_concealed',
    'Opus packets that were lost or could not be decoded, and were concealed.',
    ['reason'],
  );
  readonly gapsShortened = this.counter(
    'gaps_shortened',
    'Gaps longer than what is concealed; the rest was left out.',
  );
  readonly framesIn = this.counter('frames_in', 'Frames passed on of what people say.');
  readonly framesDropped = this.counter(
    'frames_dropped',
    'Frames dropped because a client sent far ahead of real time.',
  );
  readonly framesOut = this.counter('frames_out', 'Frames coded of what the voice says.');
  readonly framesMalformed = this.counter(
    'frames_malformed',
    'Frames of the voice dropped for not having 1920 samples, or the codes that there are.',
  );
  readonly framesOverdue = this.counter(
    'frames_overdue',
    'Frames dropped because Mimi did not get to them in time.',
    ['direction'],
  );
  readonly packetsOut = this.counter('packets_out', 'Opus packets to people.');
  readonly invalidMessages = this.counter(
    'invalid_messages',
    'Messages on the bus that do not fit their schema.',
  );
  readonly codingSeconds = new Histogram({
    name: 'parley_codec_coding_seconds',
    help: 'Time to decode one packet or to encode one frame.',
    labelNames: ['direction'],
    buckets: [0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02],
    registers: [this.registry],
  });

  readonly frameAgeSeconds = new Histogram({
    name: 'parley_codec_frame_age_seconds',
    help: 'From the arrival of the newest audio in a frame at the gateway until the frame is passed on, to the engine (in) or to the gateway (out).',
    labelNames: ['direction'],
    buckets: FRAME_AGE_BUCKETS,
    registers: [this.registry],
  });
  readonly mimiSeconds = new Histogram({
    name: 'parley_codec_mimi_seconds',
    help: 'Time of one step of Mimi, all sessions together.',
    labelNames: ['direction'],
    buckets: [0.005, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.12],
    registers: [this.registry],
  });

  private counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames: Label[] = [],
  ): Counter<Label> {
    return new Counter({
      name: `parley_codec_${name}_total`,
      help,
      labelNames,
      registers: [this.registry],
    });
  }
}
