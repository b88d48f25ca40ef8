import { expect, it } from 'vitest';
import { loadCorpusSnapshot } from '../corpus/corpus-snapshot.js';
import { queryTermsOf } from '../retrieval/query-terms.js';
import { retrieve } from '../retrieval/retriever.js';
import { LanceStore } from '../store/lance-store.js';
import { startOllamaDouble } from '../testing/ollama-double.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { DenseSearch, type DenseState } from './dense-search.js';
import { isEmbedded } from '../store/embedded-hash.js';
import { CALIBRATION_PAIRS } from './calibration-pairs.js';
import { OllamaEmbedder } from './ollama-embedder.js';

const space = { model: 'nomic-embed-text', dimensions: 768 };
const QUESTION = 'where can staff rent a car';
const ready = { ready: true };

const document = (name: string, text: string) => {
  const blocks = [{ kind: 'paragraph' as const, heading: [], text }];
  const passage = { id: `${name}#0`, document: name, title: name, position: 0, blocks };
  return { name, hash: 'h', passages: [passage] };
};

const always = () => true;

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
  /** As the service does it, with the texts that the store holds. */
  const embed = async (mayGoOn = always) =>
    dense.embedDocuments(await loadCorpusSnapshot(store), mayGoOn);
  return { double, store, dense, told, embed };
}

it('finds what words alone do not, with a score from 0 to 1', async () => {
  const { store, dense, embed } = await open();
  const { index } = await loadCorpusSnapshot(store);
  const queryTerms = queryTermsOf(QUESTION, index);
  expect(retrieve(queryTerms, index, 1)[0]?.passage.document).toBe('staff');
  await embed();
  const denseMatches = await dense.search(QUESTION);
  expect(denseMatches[0]?.id).toBe('fleet#0');
  const hits = retrieve(queryTerms, index, 5, denseMatches);
  expect(hits.map(({ passage }) => passage.document).sort()).toEqual(['fleet', 'staff']);
  for (const { score } of hits) expect(score).toSatisfy((each: number) => each >= 0 && each <= 1);
  const alone = retrieve([], index, 1, denseMatches)[0];
  expect(alone?.passage.document).toBe('fleet');
});

it('embeds every document once, and keeps the version of the documents', async () => {
  const { double, store, embed } = await open();
  const before = await loadCorpusSnapshot(store);
  await embed();
  await embed();
  // two passages, their three sentences, and what the model is measured with
  expect(double.embedded.flat()).toHaveLength(2 + 3 + 2 * CALIBRATION_PAIRS.length);
  expect([...(await store.hashes()).values()].every(isEmbedded)).toBe(true);
  expect(await loadCorpusSnapshot(store)).toMatchObject({
    version: before.version,
    documents: before.documents,
  });
});

it('stops between batches when something else has to be done', async () => {
  const { double, embed } = await open();
  await embed(() => false);
  expect(double.embedded).toEqual([]);
});

it('leaves a long document for another time when something else has to be done', async () => {
  const { double, store, dense, embed } = await open();
  await embed();
  const [passage] = document('long', 'A car.').passages;
  const passages = Array.from({ length: 200 }, (_, position) => ({
    ...(passage as NonNullable<typeof passage>),
    id: `long#${position}`,
    position,
  }));
  await store.apply([{ written: [{ name: 'long', hash: 'h', passages }], removed: [] }]);
  const before = double.embedded.length;
  const mayGoOn = [true, true, true, false];
  await embed(() => mayGoOn.shift() ?? false);
  // sixteen passages and the one sentence of each
  expect(double.embedded.slice(before).map(({ length }) => length)).toEqual([32, 32]);
  expect(dense.state).toEqual({ ready: false });
  await embed();
  expect(dense.state).toEqual({ ready: true });
});

it('finds nothing while a document has no vectors, for that one would seem to be far from everything', async () => {
  const { store, dense, told, embed } = await open();
  expect(await dense.search(QUESTION)).toEqual([]);
  await embed();
  await store.apply([{ written: [document('new', 'A car to rent.')], removed: [] }]);
  const mayGoOn = [true, false];
  await embed(() => mayGoOn.shift() ?? false);
  expect(await dense.search(QUESTION)).toEqual([]);
  await embed();
  expect((await dense.search(QUESTION)).map(({ id }) => id)).toContain('new#0');
  expect(told).toEqual([ready, { ready: false }, ready]);
});

it('finds nothing, says so once and without an error while there are no embeddings', async () => {
  const { double, dense, told, embed } = await open();
  await embed();
  double.models.length = 0;
  expect(await dense.search(QUESTION)).toEqual([]);
  expect(await dense.search(QUESTION)).toEqual([]);
  double.models.push(space.model);
  expect(await dense.search(QUESTION)).toEqual([]);
  await embed();
  expect(await dense.search(QUESTION)).not.toEqual([]);
  const away = { ready: false, problem: expect.stringContaining('ollama pull') };
  expect(told).toEqual([ready, away, { ready: false }, ready]);
});

it('takes the texts from what is known, and reads none back from the store', async () => {
  const { store, dense } = await open();
  const snapshot = await loadCorpusSnapshot(store);
  store.passages = () => Promise.reject(new Error('nothing was to be read'));
  await dense.embedDocuments(snapshot, always);
  expect(dense.state).toEqual(ready);
});

it('gives a document no vectors of another version of it', async () => {
  const { store, dense, embed } = await open();
  const before = await loadCorpusSnapshot(store);
  const written = [{ ...document('staff', 'Staff hire cars here.'), hash: 'h2' }];
  await store.apply([{ written, removed: [] }]);
  await dense.embedDocuments(before, always);
  expect((await store.hashes()).get('staff')).toBe('h2');
  expect(dense.state).toEqual({ ready: false });
  await embed();
  expect(dense.state).toEqual(ready);
});

it('tells of no problem when it is closed in the middle of its work', async () => {
  const { dense, told, embed } = await open();
  const embedding = embed();
  await dense.close();
  await embedding;
  expect(told).toEqual([]);
});

it('does not make every question wait for a server that is away', async () => {
  const { double, dense, embed } = await open({ pauseMs: 60_000 });
  double.models.length = 0;
  await embed();
  double.models.push(space.model);
  expect(await dense.search(QUESTION)).toEqual([]);
  expect(double.embedded).toEqual([]);
});
