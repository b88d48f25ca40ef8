import { pino, type Logger } from 'pino';
import { countError } from './metrics.js';

export type { Logger };

const WARN = 40;

/**
 * JSON lines on standard error, so that standard output stays free. Messages are constant; data goes into fields.
 * Warnings and errors are counted by their message.
 */
export function createLogger(service: string, level: string): Logger {
  return pino(
    { level, base: { service, pid: process.pid }, hooks: { logMethod: countAndLog } },
    pino.destination({ dest: 2, sync: false }),
  );
}

function countAndLog(
  this: Logger,
  args: Parameters<pino.LogFn>,
  log: pino.LogFn,
  level: number,
): void {
  const message = args.find((arg) => typeof arg === 'string');
  if (level >= WARN && message) countError(message);
  log.apply(this, args);
}
