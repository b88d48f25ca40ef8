import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { WorkerRecord } from '@parley/protocol';
import { Gauge, type Registry } from 'prom-client';

const STATES = ['loading', 'ready', 'overloaded', 'draining'] as const;

/** How a service is; `detail` says in a sentence what it waits for, or what it has no more of. */
export type Health =
  | { state: 'ready'; detail?: never }
  | { state: Exclude<(typeof STATES)[number], 'ready'>; detail: string };

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface HealthOptions {
  port: number;
  metrics: Registry;
  health(): Health;
}

/** Share of its time that a worker may be busy before it has none for another session. */
export const OVERLOAD = 0.9;

/**
 * What `/readyz` answers. Overloaded is ready: who has work in hand must not lose it, and refuses more by itself.
 */
export function readiness({ state, detail }: Health): { status: 200 | 503; text: string } {
  const status = state === 'ready' || state === 'overloaded' ? 200 : 503;
  return { status, text: detail ? `${state}: ${detail}\n` : `${state}\n` };
}

/** @param record what the worker tells the registry; none while it is loading */
export function healthOf(record: WorkerRecord | undefined, loading: string): Health {
  if (!record) return { state: 'loading', detail: loading };
  const { status, sessions, capacity, load } = record;
  if (status === 'draining')
    return {
      state: 'draining',
      detail: `The worker is shutting down; sessions left: ${sessions}.`,
    };
  if (sessions >= capacity)
    return { state: 'overloaded', detail: `All ${capacity} slots are taken.` };
  if (load > OVERLOAD)
    return { state: 'overloaded', detail: 'There is no time left for another session.' };
  return { state: 'ready' };
}

/** Shows the state as `parley_health{state}`, 1 for the one that is true. */
export function showHealth(registry: Registry, read: () => Health): void {
  new Gauge({
    name: 'parley_health',
    help: 'How the service is: 1 for the state it is in.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const now = read().state;
      for (const state of STATES) this.set({ state }, state === now ? 1 : 0);
    },
  });
}

/** Serves `/healthz` (alive), `/readyz` (can take work) and `/metrics` (Prometheus text). */
export async function serveHealth({ port, metrics, health }: HealthOptions): Promise<HealthServer> {
  showHealth(metrics, health);
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const answer = (status: number, text: string, type = 'text/plain; charset=utf-8') =>
      response.writeHead(status, { 'content-type': type }).end(text);
    if (path === '/healthz') return answer(200, 'alive\n');
    if (path === '/readyz') {
      const { status, text } = readiness(health());
      return answer(status, text);
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
