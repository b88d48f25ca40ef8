import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSmallRelease } from '@parley/moshi/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { paced, questionPackets, TestClient } from './support/client.js';
import { startStack, type Stack } from './support/stack.js';

/** PersonaPlex through the whole stack: Opus in, Mimi codes, the language model, Mimi codes, Opus out. The model is small and says noise. */
let home: string;
let model: string;
let stack: Stack;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parley-personaplex-'));
  model = join(home, 'model');
  await writeSmallRelease(model);
  const env = { PARLEY_HOME: home, ENGINE: 'personaplex', MODEL_DIR: model };
  stack = await startStack({ env });
}, 120_000);
afterAll(async () => {
  await stack?.close();
  await rm(home, { recursive: true, force: true });
});

const prompts = 'voice_prompt=NATF2.pt&text_prompt=You+are+kind.&seed=7';

it('hears and speaks at the same time, and thinks in text', async () => {
  const client = await TestClient.open(`${stack.chatUrl}?meta=1&audio=opus&${prompts}`);
  expect(client.errors).toEqual([]);
  const packets = questionPackets('borrow-laptop.wav');
  const speaking = paced(packets, 20, (packet) => client.sendAudio(packet));
  await client.until(() => client.audio.length > 150 && client.text.length > 20, 60_000);
  await speaking;
  expect(client.audio.length).toBeGreaterThan(150);
  expect(client.closed).toBeUndefined();
  await client.close();
});

it('refuses a voice that it does not have, by name', async () => {
  const client = await TestClient.open(`${stack.chatUrl}?voice_prompt=../secret.pt`);
  expect(client.errors.join()).toMatch(/voice/);
  await client.close();
});

it('moves a session to the restarted worker when the model is killed', async () => {
  const client = await TestClient.open(`${stack.chatUrl}?meta=1&audio=opus&${prompts}`);
  await client.until(() => client.audio.length > 40, 30_000);
  const { services } = z
    .object({ services: z.record(z.string(), z.number()) })
    .parse(JSON.parse(await readFile(join(home, 'run.json'), 'utf8')));
  process.kill(services['lm-worker'] as number, 'SIGKILL');
  await client.until(
    () => client.metadata.some(({ type }) => type === 'notice') || client.closed,
    60_000,
  );
  const heard = client.audio.length;
  await client.until(() => client.audio.length > heard + 20 || client.closed, 60_000);
  expect(client.closed).toBeUndefined();
  await client.close();
}, 150_000);
