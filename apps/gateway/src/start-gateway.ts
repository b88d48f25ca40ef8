import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { exposureProblem, type GatewayEnv } from '@parley/config';
import { createLogger, serveHealth, showHealth, type Logger } from '@parley/telemetry';
import { Logger as NestLogger } from 'nestjs-pino';
import { FailureFilter } from './http/failure.filter.js';
import { serveApiDocs } from './http/openapi.js';
import { AppModule } from './app.module.js';
import { AuthService } from './auth/auth.service.js';
import { guardHost } from './auth/host-guard.js';
import { HostNames } from './auth/host-names.js';
import { GatewayCannotStart } from './errors.js';
import { NotFoundFilter } from './http/not-found.filter.js';
import { cutSlowBodies } from './http/slow-bodies.js';
import { requestLog } from './http/request-log.js';
import { serveWebPage } from './http/web-page.js';
import { Workers } from './http/workers.js';
import { GatewayMetrics } from './metrics.js';
import { RawWsAdapter } from './client/raw-ws-adapter.js';
import { loadTlsPair } from './tls.js';

/** Whoever sends headers byte by byte holds a connection meanwhile. */
const HEADERS_WITHIN_MS = 10_000;

export interface RunningGateway {
  /** The port it listens on, which the system picked when PORT is 0. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts the gateway in this process.
 * @throws GatewayCannotStart, BusUnavailable: what the operator can mend.
 */
export async function startGateway(
  env: GatewayEnv,
  logger: Logger = createLogger('gateway', env.LOG_LEVEL),
): Promise<RunningGateway> {
  const problem = exposureProblem(env);
  if (problem) throw new GatewayCannotStart(problem);
  const app = await createApp(env, logger);
  const health = await serveHealthIfWanted(app, env);
  const close = async () => {
    await app.close();
    await health?.close();
  };
  try {
    await app.listen(env.PORT, env.HOST);
  } catch (error) {
    await close();
    throw describeListenError(error, env);
  }
  app.useLogger(app.get(NestLogger));
  const { port } = app.getHttpServer().address() as AddressInfo;
  logger.info({ port, tls: env.SSL_DIR !== undefined }, 'listening');
  return { port, close };
}

/** Probes and Prometheus then need neither TLS nor the port that is open to people. */
async function serveHealthIfWanted(app: NestExpressApplication, { HEALTH_PORT }: GatewayEnv) {
  const { registry: metrics } = app.get(GatewayMetrics);
  const workers = app.get(Workers);
  const health = () => workers.health();
  if (HEALTH_PORT !== undefined) return serveHealth({ port: HEALTH_PORT, metrics, health });
  showHealth(metrics, health);
  return undefined;
}

async function createApp(env: GatewayEnv, logger: Logger): Promise<NestExpressApplication> {
  const httpsOptions = env.SSL_DIR === undefined ? undefined : await loadTlsPair(env.SSL_DIR);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(env, logger), {
    abortOnError: false,
    bodyParser: false,
    // Nest logs a failed start with its stack before throwing it; one sentence is enough.
    logger: false,
    forceCloseConnections: true,
    ...(httpsOptions ? { httpsOptions } : {}),
  });
  app.use(requestLog(logger), guardHost(app.get(HostNames)), cutSlowBodies);
  app.useWebSocketAdapter(new RawWsAdapter(app));
  app.useGlobalFilters(new FailureFilter(logger), new NotFoundFilter());
  app.useBodyParser('json', { limit: '64kb' });
  app.enableCors({ origin: app.get(AuthService).origins });
  app.getHttpServer().headersTimeout = HEADERS_WITHIN_MS;
  serveWebPage(app, env.WEB_DIR);
  serveApiDocs(app);
  return app;
}

function describeListenError(error: unknown, { PORT, HOST }: GatewayEnv): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${PORT} is in use by another program. Set PORT to another one.`,
    EACCES: `Port ${PORT} may not be used by this user. Set PORT to one above 1023.`,
    EADDRNOTAVAIL: `HOST=${HOST} is no address of this machine. Set HOST to 0.0.0.0 or to one that is.`,
  };
  const sentence = sentences[String(code)];
  return sentence ? new GatewayCannotStart(sentence, { cause: error }) : error;
}
