import { expect, it } from 'vitest';
import { loadKnowledge } from '../knowledge/knowledge.js';
import { slotsOf } from '../retrieve/question-slots.js';
import { retrieve } from '../retrieve/retriever.js';
import { LanceStore } from '../store/lance-store.js';
import { startOllamaDouble } from '../testing/ollama-double.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { DenseSearch, type DenseState } from './dense-search.js';
import { isEmbedded } from './embedded-hash.js';
import { KNOWN_PAIRS } from './known-pairs.js';
import { OllamaEmbedder } from './ollama-embedder.js';

const space = { model: 'nomic-embed-text', dimensions: 768 };
const QUESTION = 'where can staff rent a car';
const ready = { ready: true };

const document = (name: string, text: string) => {
  const blocks = [{ kind: 'paragraph' as const, heading: [], text }];
  const passage = { id: `${name}#0`, document: name, title: name, position: 0, blocks };
  return { name, hash: 'h', passages: [passage] };
};

async function open({ pauseMs = 0 } = {}) {
  const double = await startOllamaDouble(() => []);
  double.models.push(space.model);
  const store = await LanceStore.open(await temporaryFolder(), space);
  const written = [
    document('fleet', 'An automobile waits at gate four. Hire it for a day.'),
    document('staff', 'Where staff meet: the canteen.'),
  ];
  await store.apply([{ written, removed: [] }]);
  const told: DenseState[] = [];
  const embedder = new OllamaEmbedder({ baseUrl: double.baseUrl, space });
  const dense = new DenseSearch(embedder, store, {
    onChange: (state) => told.push(state),
    pauseMs,
  });
  return { double, store, dense, told };
}

const always = () => true;

it('finds what words alone do not, with a score from 0 to 1', async () => {
  const { store, dense } = await open();
  const { index } = await loadKnowledge(store);
  const slots = slotsOf(QUESTION, index);
  expect(retrieve(slots, index, 1)[0]?.passage.document).toBe('staff');
  await dense.embedDocuments(always);
  const near = await dense.search(QUESTION);
  expect(near[0]?.id).toBe('fleet#0');
  const hits = retrieve(slots, index, 5, near);
  expect(hits.map(({ passage }) => passage.document).sort()).toEqual(['fleet', 'staff']);
  for (const { score } of hits) expect(score).toSatisfy((each: number) => each >= 0 && each <= 1);
  const alone = retrieve([], index, 1, near)[0];
  expect(alone?.passage.document).toBe('fleet');
});

it('embeds every document once, and keeps the version of the documents', async () => {
  const { double, store, dense } = await open();
  const before = await loadKnowledge(store);
  await dense.embedDocuments(always);
  await dense.embedDocuments(always);
  expect(double.embedded.flat()).toHaveLength(2 + 2 * KNOWN_PAIRS.length);
  expect([...(await store.hashes()).values()].every(isEmbedded)).toBe(true);
  expect(await loadKnowledge(store)).toMatchObject({
    version: before.version,
    documents: before.documents,
  });
});

it('stops between batches when something else has to be done', async () => {
  const { double, dense } = await open();
  await dense.embedDocuments(() => false);
  expect(double.embedded).toEqual([]);
});

it('leaves a long document for another time when something else has to be done', async () => {
  const { double, store, dense } = await open();
  await dense.embedDocuments(always);
  const [passage] = document('long', 'A car.').passages;
  const passages = Array.from({ length: 200 }, (_, position) => ({
    ...(passage as NonNullable<typeof passage>),
    id: `long#${position}`,
    position,
  }));
  await store.apply([{ written: [{ name: 'long', hash: 'h', passages }], removed: [] }]);
  const before = double.embedded.length;
  const goesOn = [true, true, true, false];
  await dense.embedDocuments(() => goesOn.shift() ?? false);
  expect(double.embedded.slice(before).map(({ length }) => length)).toEqual([64, 64]);
  expect(dense.state).toEqual({ ready: false });
  await dense.embedDocuments(always);
  expect(dense.state).toEqual({ ready: true });
});

it('finds nothing while a document has no vectors, for that one would seem to be far from everything', async () => {
  const { store, dense, told } = await open();
  expect(await dense.search(QUESTION)).toEqual([]);
  await dense.embedDocuments(always);
  await store.apply([{ written: [document('new', 'A car to rent.')], removed: [] }]);
  const goesOn = [true, false];
  await dense.embedDocuments(() => goesOn.shift() ?? false);
  expect(await dense.search(QUESTION)).toEqual([]);
  await dense.embedDocuments(always);
  expect((await dense.search(QUESTION)).map(({ id }) => id)).toContain('new#0');
  expect(told).toEqual([ready, { ready: false }, ready]);
});

it('finds nothing, says so once and without an error while there are no embeddings', async () => {
  const { double, dense, told } = await open();
  await dense.embedDocuments(always);
  double.models.length = 0;
  expect(await dense.search(QUESTION)).toEqual([]);
  expect(await dense.search(QUESTION)).toEqual([]);
  double.models.push(space.model);
  expect(await dense.search(QUESTION)).toEqual([]);
  await dense.embedDocuments(always);
  expect(await dense.search(QUESTION)).not.toEqual([]);
  const away = { ready: false, problem: expect.stringContaining('ollama pull') };
  expect(told).toEqual([ready, away, { ready: false }, ready]);
});

it('does not make every question wait for a server that is away', async () => {
  const { double, dense } = await open({ pauseMs: 60_000 });
  double.models.length = 0;
  await dense.embedDocuments(always);
  double.models.push(space.model);
  expect(await dense.search(QUESTION)).toEqual([]);
  expect(double.embedded).toEqual([]);
});
