import type { Block } from './document.js';

/** What a document says of itself, outside its text. */
export interface Metadata {
  title?: string | undefined;
  description?: string | undefined;
  /** Name and value. */
  rows?: string[][] | undefined;
}

/** As blocks at the beginning of a document: a description is prose like its other text. */
export function metadataBlocks({ description, rows = [] }: Metadata): Block[] {
  const heading: string[] = [];
  const blocks: Block[] = [];
  if (description) blocks.push({ kind: 'paragraph', heading, text: description });
  if (rows.length > 0) blocks.push({ kind: 'metadata', heading, rows });
  return blocks;
}
