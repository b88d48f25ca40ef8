import { Module, type DynamicModule } from '@nestjs/common';
import type { GatewayEnv } from '@parley/config';
import type { Logger } from '@parley/telemetry';
import { LoggerModule } from 'nestjs-pino';
import { ChatModule } from './client/chat.module.js';
import { HttpModule } from './http/http.module.js';
import { SettingsModule } from './settings.module.js';

/** The whole gateway. */
@Module({})
export class AppModule {
  static of(env: GatewayEnv, logger: Logger): DynamicModule {
    const logging = LoggerModule.forRoot({ pinoHttp: { logger }, forRoutes: [] });
    return {
      module: AppModule,
      imports: [SettingsModule.of(env), logging, ChatModule, HttpModule],
    };
  }
}
