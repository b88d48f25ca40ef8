import { Bus, startNatsServer, type NatsServer } from '@parley/bus';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CorpusDocument } from './corpus-document.js';
import { CorpusFollower } from './corpus-follower.js';

let server: NatsServer;
let bus: Bus;
beforeAll(async () => {
  server = await startNatsServer();
  bus = await Bus.connect({ url: server.url, name: 'test' });
});
afterAll(async () => {
  await bus?.close();
  await server?.close();
});

const onError = (error: unknown) => {
  throw error;
};

it('goes on without documents when nobody serves them, and learns them when somebody does', async () => {
  const learned: (readonly CorpusDocument[])[] = [];
  const learn = async (documents: readonly CorpusDocument[]) => void learned.push(documents);
  const follower = new CorpusFollower({ bus, learn, onError });
  expect(await follower.learnedWithin(100)).toBe(false);

  const documents = [{ title: 'Printing', text: 'How to print.' }];
  const page = { version: '1', documents, nextOffset: null };
  const service = bus.respond('corpus', '', () => page, { onError });
  await vi.waitFor(() => expect(learned).toEqual([documents]), 10_000);
  expect(await follower.learnedWithin(0)).toBe(true);
  await follower.close();
  await service.close();
});

it('begins again when the documents change between two pages', async () => {
  let version = 0;
  const service = bus.respond(
    'corpus',
    '',
    ({ offset }) => {
      if (offset === 0) version++;
      const isOld = version === 1;
      return {
        version: offset > 0 && isOld ? 'new' : String(version),
        documents: [{ title: `${isOld ? 'old' : 'new'} ${offset}`, text: '' }],
        nextOffset: offset === 0 ? 1 : null,
      };
    },
    { onError },
  );
  const learn = vi.fn(async () => undefined);
  const follower = new CorpusFollower({ bus, learn, onError });
  expect(await follower.learnedWithin(10_000)).toBe(true);
  expect(learn).toHaveBeenCalledWith([
    { title: 'new 0', text: '' },
    { title: 'new 1', text: '' },
  ]);
  await follower.close();
  await service.close();
});
