import { Counter, Gauge, Histogram, type Registry } from '@parley/telemetry';

export type LmMetrics = ReturnType<typeof createLmMetrics>;

/** The figures of an LM worker, registered with `registry`. */
export function createLmMetrics(registry: Registry) {
  const registers = [registry];
  const counter = (name: string, help: string) =>
    new Counter({ name: `parley_lm_${name}_total`, help, registers });
  return {
    stepSeconds: new Histogram({
      name: 'parley_lm_step_seconds',
      help: 'Time to step all sessions by one frame; the budget is 0.08.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.2],
      registers,
    }),
    sessions: new Gauge({ name: 'parley_lm_sessions', help: 'Sessions that are open.', registers }),
    slots: new Gauge({ name: 'parley_lm_slots', help: 'Sessions that fit at once.', registers }),
    overruns: counter('overruns', 'Steps that took longer than a frame lasts.'),
    skippedTicks: counter('skipped_ticks', 'Steps left out since the one before was late.'),
    droppedFrames: counter('dropped_frames', 'Frames of the person that came faster than steps.'),
    bargeIns: counter('barge_ins', 'Answers that the person spoke over.'),
    syntheses: counter('syntheses', 'Clauses turned into sound.'),
    synthesisFailures: counter(
      'synthesis_failures',
      'Clauses that could not be turned into sound.',
    ),
    voiceRestarts: counter('voice_restarts', 'Starts of the voice process after it had ended.'),
    voiceRealTimeFactor: new Gauge({
      name: 'parley_lm_voice_real_time_factor',
      help: 'Seconds of work for a second of speech, measured at start; 0 with Flite, which is not measured.',
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
