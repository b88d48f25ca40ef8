import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import type { WorkerRegistry } from '@parley/bus';
import type { WorkerRole } from '@parley/protocol';

const POLL_MS = 150;

interface Watch {
  signal: AbortSignal;
  progress: (detail: string) => void;
}

/** Waits until the registry lists the worker as ready; a record left by a process before this one does not count. */
export async function workerReady(
  registry: WorkerRegistry,
  { role, id }: { role: WorkerRole; id: string },
  { signal, progress }: Watch,
): Promise<string> {
  const since = Date.now();
  for (;;) {
    const worker = registry.workers(role).find((candidate) => candidate.id === id);
    const isFresh = worker && worker.startedAt >= since;
    if (isFresh && worker.status === 'ready') return worker.detail;
    if (isFresh) progress(worker.detail);
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** Waits until the gateway says that it can take sessions, and passes on what it still waits for. */
export async function gatewayReady(url: string, { signal, progress }: Watch): Promise<string> {
  for (;;) {
    const answer = await get(new URL('/readyz', url), signal).catch(() => undefined);
    if (answer?.status === 200) return url;
    if (answer) progress(answer.text.trim());
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** Waits for the address that `nats-main` reports once its server listens. */
export async function natsReady(child: ChildProcess, { signal }: Watch): Promise<string> {
  const [message] = (await once(child, 'message', { signal })) as [{ url: string }];
  return message.url;
}

function get(url: URL, signal: AbortSignal): Promise<{ status: number; text: string }> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    // our own gateway on this machine: its certificate is self-signed as a rule
    const sent = request(url, { signal, rejectUnauthorized: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
