import { readFile } from 'node:fs/promises';
import type { Bus } from '@parley/bus';
import type { CorpusReply } from '@parley/protocol';
import { localFiles } from '../rag/local-files.js';

type Document = CorpusReply['documents'][number];

/** Well below what a message may hold. */
const PAGE_CHARACTERS = 200_000;

/** The Markdown and text files of a folder, each with its first heading as the title. */
export async function readCorpus(folder: string): Promise<Document[]> {
  const files = (await localFiles([folder])).filter(({ name }) => /\.(md|txt)$/i.test(name));
  return Promise.all(
    files.map(async ({ path, name }) => {
      const text = await readFile(path, 'utf8');
      return { title: /^# (.+)$/m.exec(text)?.[1] ?? name, text };
    }),
  );
}

/** Hands documents to a recogniser, as a rag-service would. */
export function serveCorpus(bus: Bus, documents: readonly Document[]): void {
  bus.respond('corpus', '', ({ offset }) => corpusPage(documents, offset), {
    queue: 'rag',
    onError: () => undefined,
  });
}

export function corpusPage(documents: readonly Document[], offset: number): CorpusReply {
  let [end, characters] = [offset, 0];
  for (; end < documents.length; end++) {
    characters += documents[end]?.text.length ?? 0;
    if (end > offset && characters > PAGE_CHARACTERS) break;
  }
  return {
    version: 'bench',
    documents: documents.slice(offset, end),
    nextOffset: end < documents.length ? end : null,
  };
}
