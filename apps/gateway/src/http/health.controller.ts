import type { ServerResponse } from 'node:http';
import { Controller, Get, Header, Inject, NotFoundException, Res, UseGuards } from '@nestjs/common';
import type { GatewayEnv } from '@parley/config';
import { readiness } from '@parley/telemetry';
import { AuthGuard } from '../auth/auth.guard.js';
import { Needs } from '../auth/needs.js';
import { GatewayMetrics } from '../metrics.js';
import { GATEWAY_ENV } from '../tokens.js';
import { Workers } from './workers.js';

const PLAIN_TEXT = 'text/plain; charset=utf-8';

/** The same three addresses that every worker has. */
@Controller()
export class HealthController {
  constructor(
    private readonly workers: Workers,
    private readonly metrics: GatewayMetrics,
    @Inject(GATEWAY_ENV) private readonly env: Pick<GatewayEnv, 'HEALTH_PORT'>,
  ) {}

  @Get('healthz')
  @Header('Content-Type', PLAIN_TEXT)
  alive(): string {
    return 'alive\n';
  }

  @Get('readyz')
  @Header('Content-Type', PLAIN_TEXT)
  ready(@Res({ passthrough: true }) response: ServerResponse): string {
    const { status, text } = readiness(this.workers.health());
    response.statusCode = status;
    return text;
  }

  /** Not on the port that is open to people when there is one for health; else for whoever may administer. */
  @Get('metrics')
  @UseGuards(AuthGuard)
  @Needs('admin')
  async prometheus(@Res({ passthrough: true }) response: ServerResponse): Promise<string> {
    if (this.env.HEALTH_PORT !== undefined)
      throw new NotFoundException('The figures are on HEALTH_PORT.');
    response.setHeader('Content-Type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
