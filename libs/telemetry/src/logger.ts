import { pino, type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard error, so that standard output stays free. Messages are constant; data goes into fields. */
export function createLogger(service: string, level: string): Logger {
  return pino(
    { level, base: { service, pid: process.pid } },
    pino.destination({ dest: 2, sync: false }),
  );
}
