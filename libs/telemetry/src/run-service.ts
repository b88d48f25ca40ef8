import type { Logger } from './logger.js';

export interface RunningService {
  close(): Promise<void>;
}

/** Errors that are the operator's to mend: their message is enough, a stack would bury it. */
const PLAIN_ERRORS = new Set(['InvalidEnvironment', 'BusUnavailable']);

/**
 * Starts a service and stops it in order on SIGTERM or SIGINT, with exit code 0.
 * A start that fails prints one sentence and exits with 1.
 */
export async function runService(
  logger: () => Logger,
  start: () => Promise<RunningService>,
): Promise<void> {
  try {
    const service = await start();
    const stop = () => void shutDown(service, logger());
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    reportAndExit(error);
  }
}

async function shutDown(service: RunningService, logger: Logger): Promise<void> {
  logger.info('stopping');
  try {
    await service.close();
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
