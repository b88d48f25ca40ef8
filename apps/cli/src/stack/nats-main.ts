import { startNatsServer } from '@parley/bus';

/** Runs a NATS server as a child of its own, so that it starts, stops and fails like any other service. */

const port = Number(process.argv[2] ?? -1);

try {
  const server = await startNatsServer({ port });
  process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
  server.process.once('exit', () => process.exit(1));
  process.send?.({ url: server.url });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
