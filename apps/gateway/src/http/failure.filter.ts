import type { ServerResponse } from 'node:http';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@parley/telemetry';
import { failureOf } from './failure.js';

const TRY_AGAIN: ReadonlySet<number> = new Set([429, 503]);

/** Answers every failed request with `{ "error": "one sentence" }`. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const { status, message } = failureOf(error);
    if (status === 500) this.logger.error({ err: error }, 'request failed');
    // half of an answer has gone out already
    if (response.headersSent) return void response.destroy();
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    if (TRY_AGAIN.has(status)) response.setHeader('Retry-After', '5');
    response
      .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
      .end(JSON.stringify({ error: message }));
  }
}
