import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Bus } from './bus.js';
import { startNatsServer, type NatsServer } from './nats-server.js';
import { RecordTaken, SessionRecords } from './session-records.js';

const TTL_MS = 30_000;
const bytesOf = (text: string) => new TextEncoder().encode(text);

let server: NatsServer;
const buses: Bus[] = [];
beforeEach(async () => {
  server = await startNatsServer();
});
afterEach(async () => {
  for (const bus of buses.splice(0)) await bus.close();
  await server.close();
});

async function openRecords(ttlMs = TTL_MS): Promise<SessionRecords> {
  const bus = await Bus.connect({ url: server.url, name: 'test' });
  buses.push(bus);
  return SessionRecords.open(bus, ttlMs);
}

async function textAt(records: SessionRecords, key: string): Promise<string | undefined> {
  const stored = await records.get(key);
  return stored && new TextDecoder().decode(stored.bytes);
}

it('whoever asks sees what was written last', async () => {
  const [holder, other] = [await openRecords(), await openRecords()];
  const revision = await holder.write('a', bytesOf('one'));
  await holder.write('a', bytesOf('two'), revision);
  expect(await textAt(other, 'a')).toBe('two');
  expect(await textAt(other, 'b')).toBeUndefined();
});

it('of many who take a record away at once, one does', async () => {
  const holder = await openRecords();
  const revision = await holder.write('a', bytesOf('one'));
  const others = await Promise.all([1, 2, 3, 4].map(() => openRecords()));
  const removals = await Promise.all(others.map((records) => records.remove('a', revision)));
  expect(removals.toSorted()).toEqual(['removed', 'taken', 'taken', 'taken']);
});

it('the holder of a record that was taken cannot write it any more', async () => {
  const [holder, other] = [await openRecords(), await openRecords()];
  const revision = await holder.write('a', bytesOf('one'));
  await other.remove('a', revision);
  await expect(holder.write('a', bytesOf('two'), revision)).rejects.toThrow(RecordTaken);
  expect(await holder.remove('a', revision)).toBe('taken');
  expect(await textAt(other, 'a')).toBeUndefined();
});

it('a record that is still being written can be taken all the same', async () => {
  const [holder, other] = [await openRecords(), await openRecords()];
  const revision = await holder.write('a', bytesOf('one'));
  const newer = await holder.write('a', bytesOf('two'), revision);
  expect(await other.remove('a', revision)).toBe('removed');
  await expect(holder.write('a', bytesOf('three'), newer)).rejects.toThrow(RecordTaken);
});

it('a record that was taken can be put back', async () => {
  const records = await openRecords();
  await records.remove('a', await records.write('a', bytesOf('one')));
  await records.putBack('a', bytesOf('one again'));
  expect(await textAt(records, 'a')).toBe('one again');
});

it('a record that nobody writes any more is forgotten', async () => {
  const records = await openRecords(500);
  const revision = await records.write('a', bytesOf('one'));
  await vi.waitFor(async () => expect(await textAt(records, 'a')).toBeUndefined());
  expect(await records.remove('a', revision)).toBe('forgotten');
});

it('a server that was started anew gets the record again from its holder', async () => {
  const [holder, other] = [await openRecords(), await openRecords()];
  const revision = await holder.write('a', bytesOf('one'));
  const port = Number(new URL(server.url).port);
  const renewed = [holder, other].map(
    (records) => new Promise<void>((resolve) => records.onRenewed(async () => resolve())),
  );
  await server.close();
  server = await startNatsServer({ port });
  await Promise.all(renewed);
  await holder.write('a', bytesOf('two'), revision);
  expect(await textAt(other, 'a')).toBe('two');
});
