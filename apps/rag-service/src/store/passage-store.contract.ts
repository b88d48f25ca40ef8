import { describe, expect, it } from 'vitest';
import type { Passage } from '../passages/passage.js';
import {
  DimensionMismatch,
  type IndexChange,
  type IndexedDocument,
  type PassageStore,
  type VectorSpace,
} from './passage-store.js';

export const SPACE: VectorSpace = { model: 'test/model:1', dimensions: 3 };

/** Opens a store on a place of one test's own; with the same `place`, what was stored there. */
export type OpenStore = (place: string, space?: VectorSpace) => Promise<PassageStore>;
type NewPlace = () => Promise<string>;

/** What every store has to do. `newPlace` gives a place where nothing is stored yet. */
export function describePassageStore(kind: string, open: OpenStore, newPlace: NewPlace): void {
  describe(`${kind}, as a passage store`, () => {
    describePassages(open, newPlace);
    describeChanges(open, newPlace);
    describeManyChanges(open, newPlace);
    describeVectors(open, newPlace);
    describeSentences(open, newPlace);
    describeOtherVectors(open, newPlace);
    describeAnotherModel(open, newPlace);
  });
}

/** What was stored is there as it was. */
function describePassages(open: OpenStore, newPlace: NewPlace): void {
  it('is empty at first', async () => {
    const store = await open(await newPlace());
    expect(await store.passages()).toEqual([]);
    expect(await store.hashes()).toEqual(new Map());
    await store.close();
  });

  it('gives back what was stored, by document and position, also after it was opened again', async () => {
    const place = await newPlace();
    const store = await open(place);
    const b = { ...documentOf('b', '1', []), passages: [passage('b', 1), passage('b', 0)] };
    await store.apply([{ written: [b, documentOf('a', '2', ['x'])], removed: [] }]);
    await store.close();
    const reopened = await open(place);
    expect(await reopened.passages()).toEqual([
      passage('a', 0, 'x'),
      passage('b', 0),
      passage('b', 1),
    ]);
    expect(await reopened.hashes()).toEqual(
      new Map([
        ['a', '2'],
        ['b', '1'],
      ]),
    );
    await reopened.close();
  });

  it('keeps names and texts as they are', async () => {
    const store = await open(await newPlace());
    const name = `o'neill "q" \\ % / ../ü \u{1f642}.md`;
    await store.apply([{ written: [documentOf(name, '1', ["it's \n\t {} $1"])], removed: [] }]);
    await store.apply([{ written: [documentOf(`${name}2`, '1', ['other'])], removed: [] }]);
    expect(await textsOf(store)).toEqual([`${name}: it's \n\t {} $1`, `${name}2: other`]);
    await store.apply([{ written: [], removed: [name] }]);
    expect(await textsOf(store)).toEqual([`${name}2: other`]);
    await store.close();
  });
}

/** Each change replaces what it names, however much it is. */
function describeChanges(open: OpenStore, newPlace: NewPlace): void {
  it('replaces what changed, forgets what is removed, and leaves the rest alone', async () => {
    const store = await open(await newPlace());
    const first = [
      documentOf('a', '1', ['old one', 'old two', 'old three']),
      documentOf('b', '1', ['goes']),
      documentOf('c', '1', ['stays']),
    ];
    await store.apply([{ written: first, removed: [] }]);
    await store.apply([{ written: [documentOf('a', '2', ['new one'])], removed: ['b'] }]);
    expect(await textsOf(store)).toEqual(['a: new one', 'c: stays']);
    await store.apply([{ written: [], removed: ['a', 'c', 'never there'] }]);
    expect(await textsOf(store)).toEqual([]);
    expect(await store.hashes()).toEqual(new Map());
    await store.close();
  });

  it('holds thousands of passages', async () => {
    const store = await open(await newPlace());
    const texts = Array.from({ length: 50 }, (_, at) => `text ${at}`);
    const written = Array.from({ length: 50 }, (_, at) => documentOf(`d${at}`, '1', texts));
    await store.apply([{ written, removed: [] }]);
    expect(await store.passages()).toHaveLength(2_500);
    await store.close();
  });
}

/** Many changes are one to a reader, or none. */
function describeManyChanges(open: OpenStore, newPlace: NewPlace): void {
  it('makes many changes one: readers see nothing before the last', async () => {
    const place = await newPlace();
    const store = await open(place);
    await store.apply([{ written: [documentOf('a', '1', ['old'])], removed: [] }]);
    async function* changes(): AsyncGenerator<IndexChange> {
      yield { written: [documentOf('a', '2', ['new'])], removed: [] };
      expect(await textsOf(store)).toEqual(['a: old']);
      yield { written: [documentOf('b', '2', ['new'])], removed: [] };
      expect(await store.hashes()).toEqual(new Map([['a', '1']]));
    }
    await store.apply(changes());
    expect(await textsOf(store)).toEqual(['a: new', 'b: new']);
    await store.close();
  });

  it('stays as it was when not all changes come, and takes the next ones', async () => {
    const place = await newPlace();
    const store = await open(place);
    await store.apply([{ written: [documentOf('a', '1', ['old'])], removed: [] }]);
    async function* changes(): AsyncGenerator<IndexChange> {
      yield { written: [documentOf('b', '2', ['half'])], removed: ['a'] };
      throw new Error('no more');
    }
    await expect(store.apply(changes())).rejects.toThrow('no more');
    expect(await textsOf(store)).toEqual(['a: old']);
    await store.close();
    const reopened = await open(place);
    expect(await textsOf(reopened)).toEqual(['a: old']);
    await reopened.apply([{ written: [documentOf('c', '3', ['next'])], removed: [] }]);
    expect(await textsOf(reopened)).toEqual(['a: old', 'c: next']);
    await reopened.close();
  });
}

/** Passages are found by their vectors. */
function describeVectors(open: OpenStore, newPlace: NewPlace): void {
  it('finds passages by their vectors, nearest first, in the newest version only', async () => {
    const store = await open(await newPlace(), SPACE);
    const written = [
      documentOf('a', '1', ['x', 'y'], [vector(1, 0, 0), vector(0, 2, 0)]),
      documentOf('b', '1', ['z'], [vector(3, 4, 0)]),
      documentOf('c', '1', ['without']),
    ];
    await store.apply([{ written, removed: [] }]);
    expect(await rounded(store, vector(1, 0, 0), 2)).toEqual([
      ['a#0', 1],
      ['b#0', 0.6],
    ]);
    const changed = documentOf('a', '2', ['x'], [vector(-1, 0, 0)]);
    await store.apply([{ written: [changed], removed: ['b'] }]);
    expect(await rounded(store, vector(1, 0, 0), 9)).toEqual([['a#0', -1]]);
    await store.close();
  });

  it('finds nothing by vectors where there are none', async () => {
    const place = await newPlace();
    const store = await open(place);
    expect(await store.searchDense(vector(1, 0, 0), 3)).toEqual([]);
    await store.apply([{ written: [documentOf('a', '1', ['x'])], removed: [] }]);
    expect(await store.searchDense(vector(1, 0, 0), 3)).toEqual([]);
    await store.close();
    const withVectors = await open(place, SPACE);
    expect(await withVectors.searchDense(vector(1, 0, 0), 3)).toEqual([]);
    await withVectors.close();
  });
}

/** What stands beside a passage's vector. */
function describeSentences(open: OpenStore, newPlace: NewPlace): void {
  it("gives back the vectors of a passage's sentences with the passage that is near", async () => {
    const place = await newPlace();
    const store = await open(place, SPACE);
    const bytes = [Uint8Array.of(1, 2, 3), Uint8Array.of()];
    const document = documentOf('a', '1', ['x', 'y'], [vector(1, 0, 0), vector(0, 1, 0)]);
    const bare = documentOf('b', '1', ['z'], [vector(0, 0, 1)]);
    await store.apply([{ written: [{ ...document, sentences: bytes }, bare], removed: [] }]);
    await store.close();
    const reopened = await open(place, SPACE);
    const hits = await reopened.searchDense(vector(1, 0, 0), 9);
    const found = new Map(hits.map(({ id, sentences }) => [id, sentences]));
    expect([...(found.get('a#0') ?? [])]).toEqual([1, 2, 3]);
    expect([...(found.get('a#1') ?? [])]).toEqual([]);
    expect(found.get('b#0')).toBeUndefined();
    await reopened.close();
  });
}

/** Vectors that do not belong to the model at hand. */
function describeOtherVectors(open: OpenStore, newPlace: NewPlace): void {
  it('refuses vectors of another length, and stays as it is', async () => {
    const store = await open(await newPlace(), SPACE);
    await store.apply([{ written: [documentOf('a', '1', ['x'], [vector(1, 0, 0)])], removed: [] }]);
    const long = documentOf('a', '2', ['y'], [vector(1, 0, 0, 0)]);
    const refused = store.apply([{ written: [long], removed: [] }]);
    await expect(refused).rejects.toThrow(DimensionMismatch);
    await expect(refused).rejects.toThrow(/4 numbers.*test\/model:1 with 3/);
    await expect(store.searchDense(vector(1, 0), 3)).rejects.toThrow(DimensionMismatch);
    expect(await textsOf(store)).toEqual(['a: x']);
    await store.close();
  });

  it('keeps the vectors that it has while there is no model', async () => {
    const place = await newPlace();
    const before = await open(place, SPACE);
    const written = [
      documentOf('a', '1', ['x'], [vector(1, 0, 0)]),
      documentOf('b', '1', ['y'], [vector(0, 1, 0)]),
    ];
    await before.apply([{ written, removed: [] }]);
    await before.close();
    const without = await open(place);
    expect((await without.hashes()).get('a')).toBe('1');
    await without.apply([{ written: [documentOf('b', '2', ['new'])], removed: [] }]);
    expect(await textsOf(without)).toEqual(['a: x', 'b: new']);
    expect(await without.searchDense(vector(1, 0, 0), 9)).toEqual([]);
    await without.close();
    const back = await open(place, SPACE);
    expect(await textsOf(back)).toEqual(['a: x', 'b: new']);
    expect(Object.fromEntries(await back.hashes())).toEqual({ a: '1', b: '2' });
    expect(await rounded(back, vector(1, 0, 0), 9)).toEqual([['a#0', 1]]);
    await back.close();
  });
}

/** Another model's vectors come document by document. */
function describeAnotherModel(open: OpenStore, newPlace: NewPlace): void {
  it('goes over to another model, and has what it had until then', async () => {
    const place = await newPlace();
    const before = await open(place);
    const old = ['a', 'b', 'c'].map((name) => documentOf(name, '1', ['old']));
    await before.apply([{ written: old, removed: [] }]);
    await before.close();
    const store = await open(place, SPACE);
    expect(await textsOf(store)).toEqual(['a: old', 'b: old', 'c: old']);
    expect(await store.searchDense(vector(0, 1, 0), 1)).toEqual([]);
    for (const hash of (await store.hashes()).values()) expect(hash).not.toBe('1');
    const rewritten = documentOf('a', '1', ['new'], [vector(0, 1, 0)]);
    await store.apply([{ written: [rewritten], removed: ['b'] }]);
    await store.close();
    const reopened = await open(place, SPACE);
    expect(await textsOf(reopened)).toEqual(['a: new', 'c: old']);
    expect(await rounded(reopened, vector(0, 1, 0), 9)).toEqual([['a#0', 1]]);
    const hashes = await reopened.hashes();
    expect(hashes.get('a')).toBe('1');
    expect(hashes.get('c')).not.toBe('1'); // it has no vectors of the new model
    await reopened.close();
    const back = await open(place);
    expect(await textsOf(back)).toEqual(['a: new', 'c: old']);
    await back.close();
  });
}

export function documentOf(
  name: string,
  hash: string,
  texts: readonly string[],
  vectors?: Float32Array[],
): IndexedDocument {
  const passages = texts.map((text, position) => passage(name, position, text));
  return { name, hash, passages, ...(vectors ? { vectors } : {}) };
}

export async function textsOf(store: PassageStore): Promise<string[]> {
  const passages = await store.passages();
  return passages.map(({ document, title }) => `${document}: ${title}`);
}

export const vector = (...numbers: number[]) => Float32Array.from(numbers);

function passage(document: string, position: number, title = 'T'): Passage {
  const blocks = [{ kind: 'table' as const, heading: ['H'], header: ['a'], rows: [['1']] }];
  return { id: `${document}#${position}`, document, title, position, blocks };
}

async function rounded(store: PassageStore, query: Float32Array, count: number) {
  const hits = await store.searchDense(query, count);
  return hits.map(({ id, similarity }) => [id, Number(similarity.toFixed(3))]);
}
