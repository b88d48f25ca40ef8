import { beforeEach, describe, expect, it } from 'vitest';
import { QdrantDouble } from '../testing/qdrant-double.js';
import {
  describePassageStore,
  documentOf,
  SPACE,
  textsOf,
  vector,
} from './passage-store.contract.js';
import { StoreUnavailable } from './passage-store.js';
import { QdrantStore, type QdrantOptions } from './qdrant-store.js';

const PAUSES = { pausesMs: [1, 1] };

describePassageStore(
  'QdrantStore on a stand-in for the server',
  (url, space) => QdrantStore.open({ url, space, ...PAUSES }),
  async () => (await QdrantDouble.start()).url,
);

let qdrant: QdrantDouble;
beforeEach(async () => {
  qdrant = await QdrantDouble.start();
});

const open = (options: Partial<QdrantOptions> = {}) =>
  QdrantStore.open({ url: qdrant.url, ...PAUSES, ...options });
const first = {
  written: [documentOf('a', '1', ['old']), documentOf('b', '1', ['old'])],
  removed: [],
};
const second = {
  written: [documentOf('a', '2', ['new', 'new']), documentOf('c', '2', ['new'])],
  removed: ['b'],
};

describe('a collection', () => {
  it('is named after layout and model, indexed, and stood for by an alias', async () => {
    await (await open({ space: SPACE })).apply([first]);
    expect([...qdrant.aliases]).toEqual([['parley', 'parley-v1-test-model-1-3']]);
    const collection = qdrant.collections.get('parley-v1-test-model-1-3');
    expect(collection?.config.vectors).toEqual({ dense: { size: 3, distance: 'Cosine' } });
    expect([...(collection?.indexes ?? [])]).toEqual([
      ['document', 'keyword'],
      ['since', 'integer'],
      ['until', 'integer'],
    ]);
  });

  it('of another model answers until the new one is whole', async () => {
    await (await open()).apply([first]);
    const store = await open({ space: SPACE });
    const written = ['a', 'b'].map((name) => documentOf(name, '1', ['new'], [vector(1, 0, 0)]));
    for (let requests = 0; qdrant.collections.has('parley-v1-words'); requests++) {
      expect(await textsOf(store)).toEqual(['a: old', 'b: old']);
      qdrant.requestsLeft = requests;
      await store.apply([{ written, removed: [] }]).catch(() => undefined);
      qdrant.requestsLeft = Infinity;
      if (qdrant.aliases.get('parley') !== 'parley-v1-words') break;
    }
    expect(await textsOf(store)).toEqual(['a: new', 'b: new']);
  });

  it('keeps documents that nobody could read again, without vectors', async () => {
    await (await open()).apply([first]);
    const store = await open({ space: SPACE });
    await store.apply([
      { written: [documentOf('a', '1', ['new'], [vector(1, 0, 0)])], removed: [] },
    ]);
    expect(await textsOf(store)).toEqual(['a: new', 'b: old']);
    expect([...qdrant.collections.keys()]).toEqual(['parley-v1-test-model-1-3']);
  });
});

describe('a change', () => {
  it('is seen as a whole or not at all, wherever it breaks off', async () => {
    await (await open()).apply([first]);
    const seen: string[] = [];
    for (let requests = 1; seen.at(-1) !== 'whole'; requests++) {
      const store = await open();
      qdrant.requestsLeft = requests;
      const outcome = await store.apply([second]).then(
        () => 'whole',
        () => 'broken off',
      );
      qdrant.requestsLeft = Infinity;
      const texts = (await textsOf(await open())).join(', ');
      expect(['a: old, b: old', 'a: new, a: new, c: new']).toContain(texts);
      if (outcome === 'whole') expect(texts).toBe('a: new, a: new, c: new');
      seen.push(outcome);
    }
    expect(seen.length).toBeGreaterThan(5);
    expect(qdrant.collections.size).toBe(1);
  });

  it('after one that broke off has nothing of it', async () => {
    await (await open()).apply([first]);
    for (let requests = 1; requests < 9; requests++) {
      qdrant.requestsLeft = requests;
      const half = { written: [documentOf('x', '1', ['half'])], removed: ['a'] };
      const store = await open().catch(() => undefined);
      const done = await store?.apply([half]).then(
        () => true,
        () => false,
      );
      qdrant.requestsLeft = Infinity;
      if (done) break;
      const next = await open();
      await next.apply([
        { written: [documentOf('b', '3', [`after ${requests}`])], removed: ['x'] },
      ]);
      expect((await textsOf(next)).at(-1)).toBe(`b: after ${requests}`);
      expect(await textsOf(next)).not.toContain('x: half');
      await next.apply([{ written: [documentOf('a', '1', ['old'])], removed: [] }]);
    }
  });
});

describe('the server', () => {
  it('is asked again when it is away, busy or failing for a moment', async () => {
    const store = await open();
    qdrant.troubles.push('cut', { status: 503, error: 'starting' });
    await store.apply([first]);
    qdrant.troubles.push({ status: 429, error: 'slow down', headers: { 'retry-after': '0' } });
    expect(await textsOf(store)).toEqual(['a: old', 'b: old']);
  });

  it.each([
    ['cut', /^Qdrant at http:\/\/127\.0\.0\.1:\d+ does not answer\. Start it, or check QDRANT_URL/],
    [{ status: 500, error: 'broken' }, /refused a request: broken/],
    [{ status: 500, error: 'No space left on device: WAL' }, /has a full disk\. Make room there/],
    [{ status: 429, error: 'slow down' }, /is too busy/],
    [{ status: 403, error: 'forbidden' }, /does not accept the API key\. Set QDRANT_API_KEY/],
    [{ status: 400, error: 'Wrong input: x' }, /refused a request: Wrong input: x$/],
  ] as const)('that goes on with %j is named in a sentence', async (trouble, sentence) => {
    const store = await open();
    qdrant.troubles.push(trouble, trouble, trouble);
    const change = store.apply([first]);
    await expect(change).rejects.toThrow(StoreUnavailable);
    await expect(change).rejects.toThrow(sentence);
  });

  it('is not asked again for what it will not do', async () => {
    const store = await open();
    qdrant.troubles.push({ status: 400, error: 'Wrong input: x' });
    await expect(store.apply([first])).rejects.toThrow('Wrong input: x');
    expect(qdrant.troubles).toEqual([]);
    await store.apply([first]);
  });

  it('that is away holds no question up', async () => {
    const store = await open({ space: SPACE, pausesMs: [600_000] });
    qdrant.requestsLeft = 0;
    await expect(store.searchDense(vector(1, 0, 0), 3)).rejects.toThrow(StoreUnavailable);
  });

  it('that nobody has started is said at the start', async () => {
    await expect(open({ url: 'http://127.0.0.1:9' })).rejects.toThrow(
      /Qdrant at http:\/\/127\.0\.0\.1:9 does not answer/,
    );
  });

  it('lets in who has the key', async () => {
    qdrant.apiKey = 'secret';
    await expect(open()).rejects.toThrow('does not accept the API key');
    const store = await open({ apiKey: 'secret' });
    await store.apply([first]);
    expect(await textsOf(store)).toEqual(['a: old', 'b: old']);
  });
});
