import { wordCount, type Block, type Document } from '../documents/document.js';
import { sentencesOf } from '../language/sentences.js';
import type { Passage } from './passage.js';

const FEWEST_WORDS = 100;
const MOST_WORDS = 300;
/** Where even a list or a table is cut. */
const HARD_LIMIT_WORDS = 600;
const LONGEST_ITEM_WORDS = 150;

/**
 * Cuts a document along its own structure into passages of 100 to 300 words: sections stay whole where they fit,
 * short neighbours share a passage, lists and tables are never torn (below 600 words), and the sentence that
 * introduces a list stays with it.
 */
export function chunk(name: string, document: Document): Passage[] {
  const sections = sectionsOf(document.blocks).flatMap(splitSection);
  return mergeShort(sections).map((blocks, position) => ({
    id: `${name}#${position}`,
    document: name,
    title: document.title,
    position,
    blocks,
  }));
}

/** Runs of blocks below the same headings. */
function sectionsOf(blocks: readonly Block[]): Block[][] {
  const sections: Block[][] = [];
  for (const block of blocks) {
    const current = sections.at(-1);
    if (current?.[0] && sameHeading(current[0], block)) current.push(block);
    else sections.push([block]);
  }
  return sections;
}

function splitSection(section: Block[]): Block[][] {
  const parts: Block[][] = [];
  for (const group of introductionsAttached(section.flatMap(splitBlock))) {
    const current = parts.at(-1);
    if (current && words(current) + words(group) <= MOST_WORDS) current.push(...group);
    else parts.push([...group]);
  }
  return parts;
}

/** A paragraph that ends with a colon introduces what follows. */
function introductionsAttached(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1)?.at(-1);
    if (last?.kind === 'paragraph' && last.text.endsWith(':')) groups.at(-1)?.push(block);
    else groups.push([block]);
  }
  return groups;
}

function splitBlock(block: Block): Block[] {
  if (block.kind === 'paragraph') {
    if (wordCount(block) <= MOST_WORDS) return [block];
    const cut = (sentences: string[]) => ({ ...block, text: sentences.join(' ') });
    return runsOf(sentencesOf(block.text), MOST_WORDS, (sentence) => sentence).map(cut);
  }
  if (wordCount(block) <= HARD_LIMIT_WORDS) return [block];
  switch (block.kind) {
    case 'code':
      return runsOf(block.text.split('\n'), MOST_WORDS, (line) => line).map((lines) => ({
        ...block,
        text: lines.join('\n'),
      }));
    case 'table':
    case 'metadata':
      return runsOf(block.rows, MOST_WORDS, (row) => row.join(' ')).map((rows) => ({
        ...block,
        rows,
      }));
    case 'list':
    case 'steps':
      return runsOf(block.items.flatMap(shortItems), MOST_WORDS, (item) => item).map((items) => ({
        ...block,
        items,
      }));
  }
}

/** An item of a list may be an essay; it is then cut between its sentences. */
function shortItems(item: string): string[] {
  return runsOf(sentencesOf(item), LONGEST_ITEM_WORDS, (sentence) => sentence).map((sentences) =>
    sentences.join(' '),
  );
}

function runsOf<T>(items: readonly T[], mostWords: number, textOf: (item: T) => string): T[][] {
  const runs: T[][] = [];
  let filled = 0;
  for (const item of items) {
    const size = textOf(item).split(/\s+/).length;
    const current = runs.at(-1);
    if (current && filled + size <= mostWords) {
      current.push(item);
      filled += size;
    } else {
      runs.push([item]);
      filled = size;
    }
  }
  return runs;
}

function mergeShort(sections: readonly Block[][]): Block[][] {
  const passages: Block[][] = [];
  for (const section of sections) {
    const last = passages.at(-1);
    const fits = last && words(last) + words(section) <= MOST_WORDS;
    if (fits && (words(last) < FEWEST_WORDS || words(section) < FEWEST_WORDS / 2))
      last.push(...section);
    else passages.push([...section]);
  }
  return passages;
}

function words(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + wordCount(block), 0);
}

function sameHeading(a: Block, b: Block): boolean {
  return a.heading.join('\n') === b.heading.join('\n');
}
