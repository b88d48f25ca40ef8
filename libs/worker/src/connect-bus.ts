import { Bus } from '@parley/bus';
import type { Counter, Logger } from '@parley/telemetry';

/** What every service's environment says about the bus. */
export interface BusEnv {
  NATS_URL: string;
  NATS_USER?: string | undefined;
  NATS_PASSWORD?: string | undefined;
}

export interface BusReport {
  logger: Pick<Logger, 'warn'>;
  /** Counts messages that could not be read. */
  invalidMessages: Counter;
}

/**
 * Connects a service to the bus under its name. A message that cannot be read is dropped, counted and logged.
 * @throws BusUnavailable when no NATS server answers.
 */
export function connectBus(
  name: string,
  env: BusEnv,
  { logger, invalidMessages }: BusReport,
): Promise<Bus> {
  return Bus.connect({
    url: env.NATS_URL,
    name,
    user: env.NATS_USER,
    password: env.NATS_PASSWORD,
    onInvalid: (subject, problem) => {
      invalidMessages.inc();
      logger.warn({ subject, problem }, 'invalid message dropped');
    },
  });
}
