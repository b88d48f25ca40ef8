import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { GatewayEnv } from '@parley/config';
import { GATEWAY_ENV } from './tokens.js';

/** The parsed environment, for whoever injects `GATEWAY_ENV`. */
@Global()
@Module({})
export class SettingsModule {
  static of(env: GatewayEnv): DynamicModule {
    const provider = { provide: GATEWAY_ENV, useValue: env };
    return { module: SettingsModule, providers: [provider], exports: [provider] };
  }
}
