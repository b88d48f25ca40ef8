import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@lancedb/lancedb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { describePassageStore, documentOf } from './passage-store.contract.js';
import { LanceStore } from './lance-store.js';
import { StoreUnavailable } from './passage-store.js';

/** Rewrites twenty documents again and again, one by one, as versions 0, 1, 2, ..., and says so after each version. */
const WRITER = `
  const { LanceStore } = await import(process.argv[1]);
  const store = await LanceStore.open(process.argv[2]);
  for (let version = 0; ; version++) {
    const passage = (name, position) => ({ id: name + '#' + position, document: name, title: 'Version ' + version, position,
      blocks: [{ kind: 'paragraph', heading: [], text: 'word '.repeat(200) }] });
    const written = Array.from({ length: 20 }, (_, at) => ({ name: 'd' + at, hash: String(version),
      passages: Array.from({ length: 1 + (version % 3) }, (_, position) => passage('d' + at, position)) }));
    await store.apply(written.map((document) => ({ written: [document], removed: [] })));
    process.stdout.write('.');
  }`;

it('keeps one whole version when the process is killed while it writes', async () => {
  const folder = await temporaryFolder();
  const module = new URL('../../dist/store/lance-store.js', import.meta.url).href;
  for (const killedAfterMs of [0, 10, 30, 60, 100, 150, 200]) {
    const writer = spawn(process.execPath, ['--input-type=module', '-e', WRITER, module, folder]);
    await once(writer.stdout, 'data');
    await sleep(killedAfterMs);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    await expectOneVersion(folder);
  }
});

async function expectOneVersion(folder: string): Promise<void> {
  const store = await LanceStore.open(folder);
  const passages = await store.passages();
  const [version, ...others] = new Set((await store.hashes()).values());
  await store.close();
  expect(others).toEqual([]);
  expect(passages).toHaveLength(20 * (1 + (Number(version) % 3)));
  expect(new Set(passages.map(({ title }) => title))).toEqual(new Set([`Version ${version}`]));
}

describePassageStore('LanceStore', LanceStore.open, temporaryFolder);

it('keeps a change whose files cannot be put in order', async () => {
  const folder = await temporaryFolder();
  const store = await LanceStore.open(folder);
  const database = await connect(folder);
  const [name = ''] = await database.tableNames();
  const table = await database.openTable(name);
  const optimize = vi.spyOn(Object.getPrototypeOf(table) as typeof table, 'optimize');
  onTestFinished(() => optimize.mockRestore());
  optimize.mockRejectedValue(new Error('No space left on device'));
  const written: string[] = [];
  while (optimize.mock.calls.length === 0) {
    written.push(`d${written.length}`);
    await store.apply([{ written: [documentOf(written.at(-1) ?? '', '1', ['x'])], removed: [] }]);
  }
  expect([...(await store.hashes()).keys()].sort()).toEqual(written.sort());
  await store.close();
});

it('says which setting to change when the folder cannot be used', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, 'no folder');
  const opening = LanceStore.open(file);
  await expect(opening).rejects.toThrow(StoreUnavailable);
  await expect(opening).rejects.toThrow(/set CHROMA_PATH to an empty one/);
});
