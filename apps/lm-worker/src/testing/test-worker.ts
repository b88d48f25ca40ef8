import { Bus, startNatsServer } from '@parley/bus';
import { LmWorkerEnv, readEnvironment } from '@parley/config';
import type { AnswerPart, AskRequest } from '@parley/protocol';
import { createLogger } from '@parley/telemetry';
import { startLmWorker } from '../start-lm-worker.js';

/** A worker on a bus of its own, on which questions are answered as a test says. */
export interface TestWorker {
  bus: Bus;
  /** What was asked so far, the latest last. */
  asked: AskRequest[];
  close(): Promise<void>;
}

export async function startTestWorker(
  env: Record<string, string>,
  answer: (request: AskRequest) => Iterable<AnswerPart>,
): Promise<TestWorker> {
  const asked: AskRequest[] = [];
  const server = await startNatsServer();
  const bus = await Bus.connect({ url: server.url, name: 'test' });
  bus.respondStream(
    'ask',
    async function* (request) {
      asked.push(request);
      yield* answer(request);
    },
    { queue: 'rag', onError: () => undefined },
  );
  const settings = readEnvironment(LmWorkerEnv, { NATS_URL: server.url, ...env });
  const worker = await startLmWorker(settings, createLogger('lm-worker', 'silent'));
  const close = async () => {
    await worker.close();
    await bus.close();
    await server.close();
  };
  return { bus, asked, close };
}
