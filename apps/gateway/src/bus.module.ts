import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Bus, warmUp, SessionRecords, WorkerRegistry } from '@parley/bus';
import type { GatewayEnv } from '@parley/config';
import { connectBus } from '@parley/worker';
import { PinoLogger } from 'nestjs-pino';
import { REFRESH_MS } from './resume/session-record-writer.js';
import { GatewayMetrics } from './metrics.js';
import { GATEWAY_ENV } from './tokens.js';

/** The connection to the other services; it is the last thing to be closed. */
@Module({
  providers: [
    GatewayMetrics,
    { provide: Bus, useFactory: openBus, inject: [GATEWAY_ENV, GatewayMetrics, PinoLogger] },
    { provide: WorkerRegistry, useFactory: followWorkers, inject: [Bus] },
    { provide: SessionRecords, useFactory: openRecords, inject: [GATEWAY_ENV, Bus] },
  ],
  exports: [Bus, WorkerRegistry, SessionRecords, GatewayMetrics],
})
export class BusModule implements OnApplicationShutdown {
  constructor(private readonly bus: Bus) {}

  async onApplicationShutdown(): Promise<void> {
    await this.bus.close();
  }
}

async function openBus(env: GatewayEnv, metrics: GatewayMetrics, logger: PinoLogger): Promise<Bus> {
  const { invalidBusMessages: invalidMessages } = metrics;
  const bus = await connectBus('gateway', env, { logger, invalidMessages });
  await warmUp(bus);
  return bus;
}

/** A record outlasts its last writing by the time that a client has to come back. */
function openRecords({ RESUME_SECONDS }: GatewayEnv, bus: Bus): Promise<SessionRecords> {
  return SessionRecords.open(bus, RESUME_SECONDS * 1000 + REFRESH_MS);
}

async function followWorkers(bus: Bus): Promise<WorkerRegistry> {
  const registry = await WorkerRegistry.open(bus);
  await registry.follow();
  return registry;
}
