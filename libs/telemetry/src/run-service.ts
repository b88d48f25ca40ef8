import { createLogger, type Logger } from './logger.js';
import type { RunningService } from './running-service.js';
import { startTracing } from './tracing/start-tracing.js';

/** What every service's environment says about how it reports. */
export interface ReportingEnv {
  LOG_LEVEL: string;
  WORKER_ID?: string | undefined;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
}

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Errors that are the operator's to mend: their message is enough, a stack would bury it. */
const PLAIN_ERRORS = new Set(['InvalidEnvironment', 'BusUnavailable']);

/**
 * Starts a service and stops it in order on SIGTERM or SIGINT, with exit code 0.
 * A start that fails prints one sentence and exits with 1.
 */
export async function runService<Env extends ReportingEnv>(
  name: string,
  readEnv: () => Env,
  start: (env: Env, logger: Logger) => Promise<RunningService>,
): Promise<void> {
  try {
    const env = readEnv();
    const logger = createLogger(name, env.LOG_LEVEL);
    const { WORKER_ID: instance, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env;
    const tracing = await startTracing({ service: name, instance, endpoint, logger });
    const service = await start(env, logger);
    const stop = () => {
      // a second signal, of either kind, ends a process that takes too long
      STOP_SIGNALS.forEach((signal) => process.removeListener(signal, stop));
      void shutDown([service, tracing], logger);
    };
    STOP_SIGNALS.forEach((signal) => process.on(signal, stop));
  } catch (error) {
    reportAndExit(error);
  }
}

async function shutDown(parts: RunningService[], logger: Logger): Promise<void> {
  logger.info('stopping');
  try {
    for (const part of parts) await part.close();
    process.exit(0);
  } catch (error) {
    logger.error({ err: error }, 'stopping failed');
    process.exit(1);
  }
}

function reportAndExit(error: unknown): never {
  const plain = error instanceof Error && (PLAIN_ERRORS.has(error.name) || 'plain' in error);
  process.stderr.write(
    `${plain ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}
