import {
  Counter,
  createMetrics,
  FRAME_AGE_BUCKETS,
  Gauge,
  Histogram,
  type Registry,
} from '@parley/telemetry';

export type LmMetrics = ReturnType<typeof createLmMetrics>;

/** Figures of an LM worker for Prometheus. */
export function createLmMetrics() {
  const registry = createMetrics('lm-worker');
  const registers = [registry];
  const counter = (name: string, help: string) =>
    new Counter({ name: `parley_lm_${name}_total`, help, registers });
  return {
    registry,
    ...histograms(registers),
    invalidMessages: counter(
      'invalid_messages',
      'Messages on the bus that do not fit their schema.',
    ),
    overruns: counter('overruns', 'Steps that took longer than a frame lasts.'),
    skippedTicks: counter('skipped_ticks', 'Steps left out since the one before was late.'),
    droppedFrames: counter('dropped_frames', 'Frames of the user that came faster than steps.'),
    bargeIns: counter('barge_ins', 'Answers that the user spoke over.'),
    syntheses: counter('syntheses', 'Clauses turned into sound.'),
    synthesisFailures: counter(
      'synthesis_failures',
      'Clauses that could not be turned into sound.',
    ),
    voiceRestarts: counter('voice_restarts', 'Starts of the TTS process after it had ended.'),
    voiceRealTimeFactor: new Gauge({
      name: 'parley_lm_voice_real_time_factor',
      help: 'Seconds of work for a second of speech, measured at start; 0 with Flite, which is not measured.',
      registers,
    }),
    preparedAnswers: new Counter({
      name: 'parley_lm_prepared_answers_total',
      help: 'Answers prepared before the end of the turn was sure, by what became of them: used or dropped.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    answers: new Counter({
      name: 'parley_lm_answers_total',
      help: 'Answers by where they came from.',
      labelNames: ['answered_by'] as const,
      registers,
    }),
  };
}

function histograms(registers: Registry[]) {
  return {
    stepSeconds: new Histogram({
      name: 'parley_lm_step_seconds',
      help: 'Time to step all sessions by one frame; the budget is 0.08.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.2],
      registers,
    }),
    frameAgeSeconds: new Histogram({
      name: 'parley_lm_frame_age_seconds',
      help: 'From the arrival of the newest audio in a frame at the gateway until the engine takes the frame.',
      buckets: FRAME_AGE_BUCKETS,
      registers,
    }),
    turnSeconds: new Histogram({
      name: 'parley_lm_turn_seconds',
      help: 'From the end of speech until a stage of the answer is done; with firstFrame, the answer is audible.',
      labelNames: ['stage'] as const,
      buckets: [0.1, 0.2, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 4, 8],
      registers,
    }),
  };
}
