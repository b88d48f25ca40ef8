import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { writeToyModel, type ToyModel } from '../testing/toy-model.js';
import { CANTEEN, cosine, describeEmbedder, QUESTION, RENTAL } from './embedder.contract.js';
import { EmbeddingFailed } from './embedder.js';
import { OnnxEmbedder } from './onnx-embedder.js';

const vocabulary = `${RENTAL} ${CANTEEN} ${QUESTION} query passage`;

async function toyFolder(model: ToyModel = {}, name = 'toy'): Promise<string> {
  const folder = join(await temporaryFolder(), name);
  await writeToyModel(folder, { vocabulary, ...model });
  return folder;
}

async function open(folder: string): Promise<OnnxEmbedder> {
  const embedder = await OnnxEmbedder.open(folder);
  onTestFinished(() => embedder.close());
  return embedder;
}

const openToy = async (model?: ToyModel, name?: string) => open(await toyFolder(model, name));

describeEmbedder('a model in a folder', async () => OnnxEmbedder.open(await toyFolder()));

/** Folder of a real model. */
const real = process.env['EMBED_MODEL_TEST_DIR'];
if (real) describeEmbedder('a real model in a folder', () => OnnxEmbedder.open(real));

it('does not let a question wait for documents', async () => {
  const embedder = await openToy();
  const finished: string[] = [];
  const documents = embedder.documents(Array.from({ length: 2_000 }, () => CANTEEN.repeat(9)));
  const question = embedder.question(QUESTION);
  await Promise.all([
    documents.then(() => finished.push('documents')),
    question.then(() => finished.push('question')),
  ]);
  expect(finished).toEqual(['question', 'documents']);
});

it('reads what is longer than the model takes in pieces, to the end', async () => {
  const embedder = await openToy({ mostTokens: 8 });
  const [long, first, second] = await embedder.documents([
    'the canteen serves soup at noon where you can hire an automobile',
    'the canteen serves soup at noon',
    'where you can hire an automobile',
  ]);
  const both = first?.map((each, at) => each + (second?.[at] ?? 0));
  expect(cosine(long, both)).toBeCloseTo(1, 5);
  expect(cosine(long, first)).toBeLessThan(0.99);
});

it('takes the vector of the first token where the model is made for that', async () => {
  const model = { pooling: { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false } };
  const [first] = await (await openToy(model)).documents([RENTAL]);
  const [newer] = await (await openToy({ pooling: { pooling_mode: 'cls' } })).documents([RENTAL]);
  const [mean] = await (await openToy()).documents([RENTAL]);
  expect(cosine(first, newer)).toBeCloseTo(1, 5);
  expect(cosine(first, mean)).toBeLessThan(0.99);
});

it.each([
  ['by the name of its family', {}, 'e5-toy'],
  ['by what its folder says', { prompts: { query: 'query: ', passage: 'passage: ' } }, 'toy'],
])('says to the model what a text is for, %s', async (_, model, name) => {
  const [plain, told] = [await openToy(), await openToy(model, name)];
  const [asQuestion, asDocument] = await plain.documents(['query: car', 'passage: car']);
  expect(cosine(await told.question('car'), asQuestion)).toBeCloseTo(1, 5);
  expect(cosine((await told.documents(['car']))[0], asDocument)).toBeCloseTo(1, 5);
});

it('is another model to the index when anything that changes its vectors is another', async () => {
  const others: ToyModel[] = [{}, { mostTokens: 9 }, { vocabulary: 'other' }];
  const names = others.map(async (model) => (await openToy(model)).space.model);
  expect(new Set(await Promise.all(names)).size).toBe(3);
  expect((await openToy()).space).toEqual({ model: await names[0], dimensions: 32 });
});

it.each(['model.onnx', 'onnx/model_quantized.onnx'])('finds the model in %s', async (graph) => {
  expect(await (await openToy({ graph })).question(QUESTION)).toHaveLength(32);
});

it.each([
  'onnx',
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  '1_Pooling/config.json',
])('names what is missing without %s, and the command that fetches it', async (file) => {
  const folder = await toyFolder();
  await rm(join(folder, file), { recursive: true });
  const failing = OnnxEmbedder.open(folder);
  await expect(failing).rejects.toThrow(EmbeddingFailed);
  await expect(failing).rejects.toThrow(
    new RegExp(`has no ${file}.*"parley models pull embeddings"`),
  );
});

it.each([
  ['config.json', '{', /config\.json of the embedding model in .+ is not what it should be/],
  ['tokenizer.json', '[]', /tokenizer\.json of .+ is not what it should be/],
  ['onnx/model.onnx', 'no model', /model\.onnx is damaged, or not an ONNX model/],
  ['1_Pooling/config.json', '{"pooling_mode":"max"}', /by "max"; only "mean" and "cls"/],
  ['modules.json', '[{"type":"sentence_transformers.models.Dense"}]', /models\.Dense/],
])('says what is wrong with a folder whose %s is %s', async (file, content, sentence) => {
  const folder = await toyFolder();
  await writeFile(join(folder, file), content);
  const failing = OnnxEmbedder.open(folder);
  await expect(failing).rejects.toThrow(EmbeddingFailed);
  await expect(failing).rejects.toThrow(sentence);
});
