import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { askQuestion } from '../rag/ask-question.js';
import {
  startEphemeralRagService,
  type EphemeralRagService,
} from '../rag/ephemeral-rag-service.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
let folder: string;
let handbook: string;
let service: EphemeralRagService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-ingest-test-'));
  handbook = join(folder, 'handbook');
  await mkdir(join(folder, 'documents'));
  await mkdir(handbook);
  await writeFile(join(folder, 'documents/mail.md'), '# Mail\n\nA mailbox holds 50 gigabytes.');
  await writeFile(
    join(handbook, 'print.html'),
    '<h1>Printing</h1><p>A colour page costs 18 pence.</p>',
  );
  await writeFile(join(handbook, 'broken.pdf'), '%PDF-1.7 and no more');
  await writeFile(join(handbook, 'big.txt'), 'Many words. '.repeat(60_000));
  await writeFile(join(handbook, 'photo.png'), 'x');
  service = await startEphemeralRagService(join(folder, 'documents'));
}, 60_000);
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

const environment = () => ({ ...process.env, NATS_URL: service.url });

function parley(...args: string[]) {
  const options = { encoding: 'utf8', env: environment() } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...args], options);
  return { stdout, stderr, status };
}

async function answer(question: string): Promise<string> {
  const { sentences } = await askQuestion(service.bus, { question, history: [] });
  return sentences.map(({ text }) => text).join(' ');
}

it(
  'hands documents in, names what cannot be read, lists and removes them',
  { timeout: 60_000 },
  async () => {
    const { stdout, status } = parley('ingest', handbook, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      added: 2,
      documents: 3,
      skipped: [
        { name: 'handbook/broken.pdf', reason: 'is not a PDF that can be read' },
        { name: 'handbook/photo.png', reason: 'is of a kind that cannot be read' },
      ],
    });
    expect(await answer('What does a colour page cost?')).toContain('18 pence');
    expect(parley('documents', 'list').stdout).toContain('handbook/print.html\n');
    expect(parley('documents', 'remove', 'handbook/print.html').stdout).toContain(
      '2 documents answer now',
    );
    expect(await answer('What does a colour page cost?')).not.toContain('18 pence');
    expect(parley('documents', 'remove', '../mail.md').stderr).toBe(
      'There is no document named ../mail.md.\n',
    );
  },
);

it('follows a folder until it is stopped', { timeout: 60_000 }, async () => {
  const watching = spawn(process.execPath, [MAIN, 'ingest', handbook, '--watch'], {
    env: environment(),
  });
  const ended = new Promise((resolve) => watching.once('exit', resolve));
  const within = { timeout: 20_000, interval: 200 };
  await vi.waitFor(
    async () => expect(await answer('What does a colour page cost?')).toContain('18 pence'),
    within,
  );
  await writeFile(
    join(handbook, 'print.html'),
    '<h1>Printing</h1><p>A colour page costs 19 pence now.</p>',
  );
  await vi.waitFor(
    async () => expect(await answer('What does a colour page cost?')).toContain('19 pence'),
    within,
  );
  // as editors save: written beside it under another name, then renamed; for some seconds all the time
  for (let pence = 20; pence <= 220; pence++) {
    const page = `<h1>Printing</h1><p>A colour page costs ${pence} pence now.</p>`;
    await writeFile(join(handbook, 'print.html.tmp'), page);
    await rename(join(handbook, 'print.html.tmp'), join(handbook, 'print.html'));
    await sleep(10);
  }
  await vi.waitFor(
    async () => expect(await answer('What does a colour page cost?')).toContain('220 pence'),
    within,
  );
  await rename(join(handbook, 'print.html'), join(handbook, 'paper.html'));
  await vi.waitFor(async () => {
    const { sentences } = await askQuestion(service.bus, {
      question: 'What does a colour page cost?',
      history: [],
    });
    expect(sentences[0]?.citations[0]?.document).toBe('handed-in/handbook/paper.html');
  }, within);
  await rm(join(handbook, 'paper.html'));
  await vi.waitFor(
    async () => expect(await answer('What does a colour page cost?')).not.toContain('pence'),
    within,
  );
  watching.kill('SIGINT');
  expect(await ended).toBe(130);
});
