import {
  Counter,
  createMetrics,
  FRAME_AGE_BUCKETS,
  Histogram,
  type Registry,
} from '@parley/telemetry';

/** The figures of this worker, as Prometheus reads them. */
export class AsrMetrics {
  readonly registry: Registry = createMetrics('asr-worker');

  readonly framesDropped = this.counter(
    'frames_dropped',
    'Frames dropped because too many waited for the voice activity detector.',
  );
  readonly framesMalformed = this.counter(
    'frames_malformed',
    'Frames dropped for not having 1920 samples.',
  );
  readonly utterancesGivenUp = this.counter(
    'utterances_given_up',
    'Utterances that a decoder gave up because it could not keep pace.',
  );
  readonly finals = this.counter('finals', 'Turns that ended with a transcript.');
  readonly emptyFinals = this.counter('empty_finals', 'Turns in which no words were found.');
  readonly outOfDomain = this.counter(
    'out_of_domain',
    'Turns that general English fitted far better than the documents.',
  );
  readonly invalidMessages = this.counter(
    'invalid_messages',
    'Messages on the bus that do not fit their schema.',
  );
  readonly stepSeconds = new Histogram({
    name: 'parley_asr_step_seconds',
    help: 'Time on the event loop for one frame of 80 ms.',
    buckets: [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08],
    registers: [this.registry],
  });
  readonly finalSeconds = new Histogram({
    name: 'parley_asr_final_seconds',
    help: 'Time from the end of a turn to its transcript.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6],
    registers: [this.registry],
  });
  readonly frameAgeSeconds = new Histogram({
    name: 'parley_asr_frame_age_seconds',
    help: 'From the arrival of the newest audio in a frame at the gateway until the frame has been heard.',
    buckets: FRAME_AGE_BUCKETS,
    registers: [this.registry],
  });

  private counter(name: string, help: string): Counter {
    return new Counter({ name: `parley_asr_${name}_total`, help, registers: [this.registry] });
  }
}
