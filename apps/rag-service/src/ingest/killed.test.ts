import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Bus, startNatsServer, type NatsServer } from '@parley/bus';
import { RagServiceEnv, readEnvironment } from '@parley/config';
import { createLogger } from '@parley/telemetry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processorTimeMs } from '../documents/reading/processor-time.js';
import { startRagService } from '../start-rag-service.js';
import { ask } from '../testing/ask.js';
import { startServiceProcess, type ServiceProcess } from '../testing/service-process.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const PRINTERS = ['heron', 'falcon', 'magpie', 'ostrich', 'pelican', 'puffin', 'robin', 'swallow'];
const KILLS = 10;
/** Enough for an ingest to take a while, and to be written in more than one batch. */
const OTHER_PAGES = 150;

let nats: NatsServer;
let bus: Bus;
beforeAll(async () => {
  nats = await startNatsServer();
  bus = await Bus.connect({ url: nats.url, name: 'test' });
});
afterAll(async () => {
  await bus?.close();
  await nats?.close();
});

async function writeVersion(folder: string, version: number): Promise<void> {
  const filler = `Edition ${version}. ${'Paper is in the cupboard on the left. '.repeat(180)}`;
  const pages = Array.from({ length: OTHER_PAGES }, (_, at) => [`page-${at}`, filler] as const);
  const printers = PRINTERS.map(
    (name) => [name, `The ${name} printer takes cartridge number ${version}.`] as const,
  );
  for (const [name, text] of [...printers, ...pages])
    await writeFile(join(folder, `${name}.md`), `# The ${name}\n\n${text}\n`);
}

/** How much processor time a service has used when its ingest is done: how busy the machine is does not count. */
async function workOf({ process, documents }: ServiceProcess): Promise<number> {
  await documents.refresh(300_000);
  return (await processorTimeMs(process.pid ?? 0)) ?? 0;
}

/** Resolves when the service has worked so much, or has nothing more to do. */
async function worked({ process, documents }: ServiceProcess, workMs: number): Promise<void> {
  let isDone = false;
  void documents.refresh(300_000).then(
    () => (isDone = true),
    () => (isDone = true),
  );
  while (!isDone && ((await processorTimeMs(process.pid ?? 0)) ?? workMs) < workMs) await sleep(2);
}

async function kill(service: ChildProcess): Promise<void> {
  service.kill('SIGKILL');
  await once(service, 'exit');
}

/** What a new start answers, asked about every printer, when it has nothing but its index. */
async function answeredVersions(index: string): Promise<number[]> {
  const env = { NATS_URL: nats.url, CHROMA_PATH: index, DOCUMENTS_DIR: join(index, 'nowhere') };
  const service = await startRagService(
    readEnvironment(RagServiceEnv, env),
    createLogger('rag-service', 'silent'),
  );
  const answers = await Promise.all(
    PRINTERS.map((name) => ask(bus, `Which cartridge does the ${name} printer take?`)),
  );
  await service.close();
  return answers.map(([sentence], at) => {
    expect(sentence).toMatchObject({ citations: [{ document: `${PRINTERS[at]}.md` }] });
    return Number(/number (\d+)/.exec(sentence?.type === 'sentence' ? sentence.text : '')?.[1]);
  });
}

it(
  `answers every question from one whole version after each of ${KILLS} kills in the middle of an ingest`,
  { timeout: 900_000 },
  async () => {
    const root = await temporaryFolder();
    const [index, folder] = [join(root, 'index'), join(root, 'documents')];
    const env = { NATS_URL: nats.url, CHROMA_PATH: index, DOCUMENTS_DIR: folder };
    await mkdir(folder);
    await writeVersion(folder, 0);
    const first = await startServiceProcess(bus, env);
    const ingestWorkMs = await workOf(first);
    await kill(first.process);

    let stored = 0;
    for (let version = 1; version <= KILLS; version++) {
      await writeVersion(folder, version);
      const killedAfterMs = Math.random() * ingestWorkMs;
      const service = await startServiceProcess(bus, env);
      await worked(service, killedAfterMs);
      await kill(service.process);
      const answered = [...new Set(await answeredVersions(index))];
      const message = `killed after ${killedAfterMs} of about ${ingestWorkMs} ms of work`;
      expect([[stored], [version]], message).toContainEqual(answered);
      stored = answered[0] ?? NaN;
    }
  },
);
