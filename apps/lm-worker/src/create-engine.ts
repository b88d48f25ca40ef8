import type { Bus } from '@parley/bus';
import type { LmWorkerEnv } from '@parley/config';
import type { Logger } from '@parley/telemetry';
import { askOverBus } from './cascade/ask.js';
import { CascadeEngine } from './cascade/cascade-engine.js';
import { EchoEngine } from './engine/echo-engine.js';
import type { Engine } from './engine/engine.js';
import type { LmMetrics } from './host/metrics.js';
import { startPersonaPlex } from './personaplex/start-personaplex.js';
import { MeasuredSynthesizer } from './voice/measured-synthesizer.js';
import { openSynthesizer } from './voice/open-synthesizer.js';

export interface EngineSurroundings {
  bus: Bus;
  metrics: LmMetrics;
  logger: Logger;
}

/** The engine that the environment names. */
export function createEngine(env: LmWorkerEnv, around: EngineSurroundings): Promise<Engine> {
  const engines: Record<LmWorkerEnv['ENGINE'], () => Promise<Engine>> = {
    echo: async () => new EchoEngine(env.LM_SLOTS),
    cascade: () => createCascade(env, around),
    personaplex: () => createPersonaPlex(env, around),
  };
  return engines[env.ENGINE]();
}

async function createCascade(
  env: LmWorkerEnv,
  { bus, metrics, logger }: EngineSurroundings,
): Promise<Engine> {
  const synthesizer = await openSynthesizer(env, {
    onRestart: (err) => {
      metrics.voiceRestarts.inc();
      logger.warn({ err }, 'voice process restarted');
    },
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
    synthesizer: new MeasuredSynthesizer(synthesizer, metrics),
    onBargeIn: () => metrics.bargeIns.inc(),
    onAnswer: (answered_by) => metrics.answers.inc({ answered_by }),
  });
}

function createPersonaPlex(
  env: LmWorkerEnv,
  { bus, metrics, logger }: EngineSurroundings,
): Promise<Engine> {
  return startPersonaPlex(env, {
    ask: askOverBus(bus),
    onAnswer: (answered_by) => metrics.answers.inc({ answered_by }),
    logger,
  });
}
