import type { CorpusReply } from '@parley/protocol';
import type { Block } from '../documents/document.js';
import { byDocument, type Passage } from '../passages/passage.js';
import type { CorpusSnapshot } from './corpus-snapshot.js';

/** NATS carries 1 MB a message; half of it leaves room for JSON's escapes. */
const MOST_BYTES = 400 * 1024;

type Page = CorpusReply['documents'][number];

/**
 * The documents' text from one offset on, as much as one message may carry. An offset counts passages, so that
 * a long document may go on in the next page, under its title again.
 */
export function corpusPage({ index, version }: CorpusSnapshot, offset: number): CorpusReply {
  const rest = index.passages.slice(offset);
  let bytes = 0;
  const taken = rest.findIndex(({ title, blocks }) => {
    bytes += Buffer.byteLength(JSON.stringify([title, wordsOfPassage({ blocks })]));
    return bytes > MOST_BYTES;
  });
  // a passage that is too large for a page by itself still has to go somewhere
  const count = taken < 0 ? rest.length : Math.max(1, taken);
  const documents: Page[] = byDocument(rest.slice(0, count)).map((passages) => ({
    title: passages[0]?.title ?? '',
    text: passages.map(wordsOfPassage).join('\n'),
  }));
  const next = offset + count;
  return { version, documents, nextOffset: next < index.passages.length ? next : null };
}

/** As people would say it, a line for each thing said: a recogniser learns from it, so no bullets and no bars. */
function wordsOfPassage({ blocks }: Pick<Passage, 'blocks'>): string {
  const headings = new Set(blocks.flatMap(({ heading }) => heading));
  return [...headings, ...blocks.flatMap(saidOf)].join('\n');
}

function saidOf(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.text];
    case 'code':
      return [];
    case 'table':
    case 'metadata':
      return block.rows.map((row) => row.filter(Boolean).join(', '));
    case 'list':
    case 'steps':
      return block.items;
  }
}
