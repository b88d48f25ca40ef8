import { expect, it } from 'vitest';
import { OnnxEmbedder } from '../embedding/onnx-embedder.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { writeToyModel } from '../testing/toy-model.js';
import { UTTERANCES } from '../testing/utterances.js';
import { IntentReader } from './intent-reader.js';
import { INTENTS, QUESTION } from './intents.js';
import { understand, type Understood } from './understand.js';

const rows = Object.entries(UTTERANCES).flatMap(([intent, texts]) =>
  texts.map((text) => ({ intent, text })),
);
const nameOf = ({ intent }: Understood) => intent?.name ?? QUESTION;

/** Reads all utterances. @returns those that were misread, with what they were taken for */
async function misread(reader: IntentReader): Promise<{ intent: string; as: string }[]> {
  const wrong: { intent: string; as: string }[] = [];
  for (const { intent, text } of rows) {
    const as = nameOf(await understand(text, (part) => reader.read(part)));
    if (as !== intent) wrong.push({ intent, as });
  }
  return wrong;
}

/** With the fetched model where there is one, which other tests do without: it has to do better then. */
async function openReader() {
  const folder = process.env['RAG_EMBED_MODEL_DIR'];
  const embedder = folder ? await OnnxEmbedder.open(folder) : undefined;
  const reader = await IntentReader.open(embedder);
  await reader.learnMeanings((error) => expect.unreachable(String(error)));
  return embedder
    ? { reader, rightAtLeast: 0.92, mostMissed: 0 }
    : { reader, rightAtLeast: 0.85, mostMissed: 3 };
}

it('reads utterances that it has not seen', async () => {
  const { reader, rightAtLeast } = await openReader();
  const wrong = await misread(reader);
  expect(1 - wrong.length / rows.length).toBeGreaterThan(rightAtLeast);
  // a search that is not made is worse than one too many
  expect(wrong.filter(({ intent }) => intent === QUESTION).length).toBeLessThanOrEqual(4);
}, 120_000);

it('hardly ever takes danger for a question', async () => {
  const { reader, mostMissed } = await openReader();
  const dangers = rows.filter(({ intent }) => intent.startsWith('safety-'));
  const missed: string[] = [];
  for (const { text } of dangers) {
    const { intent } = await understand(text, (part) => reader.read(part));
    if (!intent?.safety) missed.push(text);
  }
  expect(missed.length).toBeLessThanOrEqual(mostMissed);
}, 120_000);

it('reads its own table', async () => {
  const reader = await IntentReader.open();
  const taken = (text: string) => reader.readWords(text).intent?.name;
  const wrong = INTENTS.flatMap(({ name, says, not }) => [
    ...says.filter((text) => taken(text) !== name),
    ...not.filter((text) => taken(text) !== undefined),
  ]);
  expect(wrong).toEqual([]);
});

async function openToy(): Promise<OnnxEmbedder> {
  const folder = await temporaryFolder();
  await writeToyModel(folder);
  return OnnxEmbedder.open(folder);
}

it('reads words about as well as before with a model that knows next to nothing', async () => {
  const embedder = await openToy();
  const reader = await IntentReader.open(embedder);
  const byWords = (await misread(reader)).length;
  await reader.learnMeanings((error) => expect.unreachable(String(error)));
  expect((await misread(reader)).length).toBeLessThan(1.3 * byWords);
  await embedder.close();
}, 120_000);

it('goes on by words when the model fails', async () => {
  const embedder = await openToy();
  const reader = await IntentReader.open(embedder);
  await reader.learnMeanings((error) => expect.unreachable(String(error)));
  await embedder.close();
  expect((await reader.read('say that again please')).intent?.name).toBe('repeat');
}, 120_000);
