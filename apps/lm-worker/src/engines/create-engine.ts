import type { Bus } from '@parley/bus';
import type { LmWorkerEnv } from '@parley/config';
import type { Logger } from '@parley/telemetry';
import { askOverBus, reportPreparedGiven } from '../rag/ask.js';
import { CascadeEngine } from './cascade/cascade-engine.js';
import { EchoEngine } from './echo/echo-engine.js';
import type { Engine } from './engine.js';
import type { LmMetrics } from '../metrics.js';
import { startPersonaPlex } from './personaplex/start-personaplex.js';
import { openSynthesizer } from '../tts/open-synthesizer.js';

export interface EngineDependencies {
  bus: Bus;
  metrics: LmMetrics;
  logger: Logger;
}

/** The engine that the environment names. */
export function createEngine(env: LmWorkerEnv, dependencies: EngineDependencies): Promise<Engine> {
  const engines: Record<LmWorkerEnv['ENGINE'], () => Promise<Engine>> = {
    echo: async () => new EchoEngine(env.LM_SLOTS),
    cascade: () => createCascade(env, dependencies),
    personaplex: () => createPersonaPlex(env, dependencies),
  };
  return engines[env.ENGINE]();
}

async function createCascade(
  env: LmWorkerEnv,
  { bus, metrics, logger }: EngineDependencies,
): Promise<Engine> {
  const synthesizer = await openSynthesizer(env, {
    onRestart: (err) => {
      metrics.voiceRestarts.inc();
      logger.warn({ err }, 'voice process restarted');
    },
    onClauseReplaced: (err) => logger.warn({ err }, 'the voice failed: Flite spoke a clause'),
    onVoiceReplaced: (err) =>
      logger.warn({ err }, 'the voice of TTS_MODEL_DIR cannot be used: Flite speaks instead'),
    onFallback: (err) => logger.info({ err }, 'no Flite library, using the flite program'),
    onMeasured: (realTimeFactor) => {
      metrics.voiceRealTimeFactor.set(realTimeFactor);
      if (realTimeFactor < 1) logger.info({ realTimeFactor }, 'voice measured');
      else
        logger.warn({ realTimeFactor }, 'the voice is slower than speech: answers will have gaps');
    },
  });
  return new CascadeEngine({
    capacity: env.LM_SLOTS,
    ask: askOverBus(bus),
    synthesizer,
    onBargeIn: () => metrics.bargeIns.inc(),
    onSynthesis: (outcome) =>
      (outcome === 'spoken' ? metrics.syntheses : metrics.synthesisFailures).inc(),
    onPrepared: (outcome) => metrics.preparedAnswers.inc({ outcome }),
    onPreparedGiven: (given, trace) => reportPreparedGiven(bus, given, trace),
    onAnswer: (answered_by) => metrics.answers.inc({ answered_by }),
  });
}

function createPersonaPlex(
  env: LmWorkerEnv,
  { bus, metrics, logger }: EngineDependencies,
): Promise<Engine> {
  return startPersonaPlex(env, {
    ask: askOverBus(bus),
    onAnswer: (answered_by) => metrics.answers.inc({ answered_by }),
    logger,
  });
}
