import { fileURLToPath } from 'node:url';
import { listDocuments, loadFile } from '../documents/folder.js';
import { readDocument } from '../documents/reader.js';
import { chunk } from '../passages/chunker.js';
import { LexicalIndex } from '../retrieval/lexical-index.js';

const EXAMPLES = fileURLToPath(new URL('../../../../examples/', import.meta.url));
export const EXAMPLE_DOCUMENTS = `${EXAMPLES}documents`;
export const EXAMPLE_QUESTIONS = `${EXAMPLES}questions/questions.json`;
export const EXAMPLE_SET = `${EXAMPLES}eval.jsonl`;

/** An index of Markdown texts by file name. */
export async function indexOf(files: Record<string, string>): Promise<LexicalIndex> {
  const bytes = new TextEncoder();
  const cut = Object.entries(files).map(async ([name, text]) =>
    chunk(name, await readDocument(bytes.encode(text), name)),
  );
  return LexicalIndex.of((await Promise.all(cut)).flat());
}

/** An index of the documents that come with Parley. */
export async function indexOfExamples(): Promise<LexicalIndex> {
  const names = await listDocuments(EXAMPLE_DOCUMENTS);
  const cut = names.map(async (name) =>
    chunk(name, await readDocument(await loadFile(EXAMPLE_DOCUMENTS, name), name)),
  );
  return LexicalIndex.of((await Promise.all(cut)).flat());
}
