import { Module, type DynamicModule } from '@nestjs/common';
import type { GatewayEnv } from '@parley/config';
import type { Logger } from '@parley/telemetry';
import type { IncomingMessage } from 'node:http';
import { LoggerModule } from 'nestjs-pino';
import { ApiModule } from './api/api.module.js';
import { ChatModule } from './chat/chat.module.js';
import { HttpModule } from './http/http.module.js';
import { SettingsModule } from './settings.module.js';

/** The whole gateway. */
@Module({})
export class AppModule {
  static of(env: GatewayEnv, logger: Logger): DynamicModule {
    const pinoHttp = {
      logger,
      quietReqLogger: true,
      useLevel: 'debug',
      serializers: { req: requestForLog },
    } as const;
    return {
      module: AppModule,
      imports: [
        SettingsModule.of(env),
        LoggerModule.forRoot({ pinoHttp }),
        ChatModule,
        HttpModule,
        ApiModule,
      ],
    };
  }
}

/** A query may hold a token or a persona: neither belongs in a log. */
function requestForLog({ method, url }: Pick<IncomingMessage, 'method' | 'url'>) {
  return { method, path: url?.split('?')[0] };
}
