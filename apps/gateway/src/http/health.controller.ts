import type { ServerResponse } from 'node:http';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { GatewayMetrics } from '../metrics.js';
import { Workers } from './workers.js';

const PLAIN_TEXT = 'text/plain; charset=utf-8';

/** The same three addresses that every worker has. */
@Controller()
export class HealthController {
  constructor(
    @Inject(Workers) private readonly workers: Workers,
    @Inject(GatewayMetrics) private readonly metrics: GatewayMetrics,
  ) {}

  @Get('healthz')
  @Header('Content-Type', PLAIN_TEXT)
  alive(): string {
    return 'alive\n';
  }

  @Get('readyz')
  @Header('Content-Type', PLAIN_TEXT)
  ready(@Res({ passthrough: true }) response: ServerResponse): string {
    const reason = this.workers.notReadyBecause();
    if (reason) response.statusCode = 503;
    return `${reason ?? 'ready'}\n`;
  }

  @Get('metrics')
  async prometheus(@Res({ passthrough: true }) response: ServerResponse): Promise<string> {
    response.setHeader('Content-Type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
