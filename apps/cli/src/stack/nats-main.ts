import { startNatsServer } from '@parley/bus';
import { NATS_CONFIG } from './layout.js';

/** Runs a NATS server with the configuration that is shipped, as a child of its own, so that it starts, stops and fails like any other service. */

const port = Number(process.argv[2] ?? -1);

try {
  const server = await startNatsServer({ port, config: NATS_CONFIG });
  process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
  server.process.once('exit', () => process.exit(1));
  process.send?.({ url: server.url });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
