import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastLogLine } from './log-tail.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'parley-log-'))));
afterAll(() => rm(folder, { recursive: true }));

async function tailOf(text: string): Promise<string | undefined> {
  const path = join(folder, 'service.log');
  await writeFile(path, text);
  return lastLogLine(path);
}

it('is the last sentence of a log', async () => {
  expect(await tailOf('one\nflite is not installed.\n\n')).toBe('flite is not installed.');
});

it('puts a JSON line into words', async () => {
  const line = JSON.stringify({ level: 50, msg: 'ingest failed', err: { message: 'disk full' } });
  expect(await tailOf(`${line}\n`)).toBe('ingest failed: disk full');
});

it('names the error of a crash, not the frames below it', async () => {
  const crash = 'Error: no such voice\n    at main.js:3\n  code: 7\n}\n\nNode.js v20.20.2\n';
  expect(await tailOf(crash)).toBe('Error: no such voice');
});

it('finds the end of a log of any length', async () => {
  expect(await tailOf(`${'noise\n'.repeat(10_000)}the end\n`)).toBe('the end');
});

it('is nothing for a log that is empty or not there', async () => {
  expect(await tailOf('\n')).toBeUndefined();
  expect(await lastLogLine(join(folder, 'none.log'))).toBeUndefined();
});
