import type { IncomingMessage } from 'node:http';
import type { Logger } from '@parley/telemetry';
import { pinoHttp } from 'pino-http';

/**
 * Logs each HTTP request. Not nestjs-pino's own way, which keeps a context for every request: once there
 * is one, each promise and timer of the process costs extra, those of the audio included.
 */
export function requestLog(logger: Logger) {
  return pinoHttp({
    logger,
    quietReqLogger: true,
    useLevel: 'debug',
    serializers: { req: requestForLog },
  });
}

/** A query may hold a token or a persona: neither belongs in a log. */
function requestForLog({ method, url }: Pick<IncomingMessage, 'method' | 'url'>) {
  return { method, path: url?.split('?')[0] };
}
