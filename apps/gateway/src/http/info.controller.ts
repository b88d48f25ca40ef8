import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { GatewayEnv } from '@parley/config';
import { WorkerRole } from '@parley/protocol';
import { AuthService } from '../auth/auth.service.js';
import { GATEWAY_ENV } from '../tokens.js';
import { VERSION } from '../version.js';
import { Workers } from './workers.js';

/** What a page or a program wants to know before it talks. */
@Controller('api')
export class InfoController {
  constructor(
    private readonly workers: Workers,
    private readonly auth: AuthService,
    @Inject(GATEWAY_ENV) private readonly env: GatewayEnv,
  ) {}

  @Get('info')
  @Header('Cache-Control', 'no-store')
  info() {
    const { workers, auth, env } = this;
    return {
      name: 'parley',
      version: VERSION,
      engine: workers.engine,
      voices: workers.voices.length,
      defaultVoice: workers.defaultVoice,
      defaultPersona: env.DEFAULT_TEXT_PROMPT,
      authRequired: auth.needsToken,
      ready: workers.notReadyBecause() === undefined,
      running: Object.fromEntries(WorkerRole.options.map((role) => [role, workers.isReady(role)])),
      workers: workers.byRole(),
    };
  }

  @Get('voices')
  @Header('Cache-Control', 'no-store')
  voices() {
    return { default: this.workers.defaultVoice, voices: this.workers.voices };
  }
}
