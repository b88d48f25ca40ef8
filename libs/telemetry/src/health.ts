import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface HealthOptions {
  port: number;
  metrics: Registry;
  /** Undefined when the service can take work, else why not. */
  notReadyBecause(): string | undefined;
}

/** Serves `/healthz` (alive), `/readyz` (can take work) and `/metrics` (Prometheus text). */
export async function serveHealth({
  port,
  metrics,
  notReadyBecause,
}: HealthOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const answer = (status: number, text: string, type = 'text/plain; charset=utf-8') =>
      response.writeHead(status, { 'content-type': type }).end(text);
    if (path === '/healthz') return answer(200, 'alive\n');
    if (path === '/readyz') {
      const reason = notReadyBecause();
      return reason ? answer(503, `${reason}\n`) : answer(200, 'ready\n');
    }
    if (path === '/metrics')
      return void metrics.metrics().then((text) => answer(200, text, metrics.contentType));
    return answer(404, 'Known paths: /healthz, /readyz, /metrics\n');
  });
  server.listen(port);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
