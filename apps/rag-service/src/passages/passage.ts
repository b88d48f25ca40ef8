import { linesOf, type Block } from '../documents/document.js';

/** A piece of a document that is found and cited as one. */
export interface Passage {
  /** `<document>#<position>` */
  id: string;
  /** Name of the document's file in its folder. */
  document: string;
  /** The document's title. */
  title: string;
  /** Place in the document, from 0. */
  position: number;
  blocks: Block[];
}

/** The passage as a person would read it, headings on lines of their own, title left out. */
export function passageText({ blocks }: Pick<Passage, 'blocks'>): string {
  let above = '';
  return blocks
    .flatMap((block) => {
      const heading = block.heading.join(', ');
      const lines = heading && heading !== above ? [heading, ...linesOf(block)] : linesOf(block);
      above = heading;
      return lines;
    })
    .join('\n');
}

/** By document and position. */
export function byPlace(a: Passage, b: Passage): number {
  if (a.document === b.document) return a.position - b.position;
  return a.document < b.document ? -1 : 1;
}

/** The passages of each document together, documents in the order in which they come. */
export function byDocument(passages: readonly Passage[]): Passage[][] {
  const documents = new Map<string, Passage[]>();
  for (const passage of passages) {
    const others = documents.get(passage.document);
    if (others) others.push(passage);
    else documents.set(passage.document, [passage]);
  }
  return [...documents.values()];
}
