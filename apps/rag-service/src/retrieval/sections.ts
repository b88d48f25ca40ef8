import { linesOf, type Block } from '../documents/document.js';
import type { Passage } from '../passages/passage.js';

/** What stands below one heading of a passage: the unit that is searched, while the passage is what is cited. */
export interface Section {
  passage: Passage;
  heading: string;
  blocks: Block[];
  /** Numbers of the first section of its passage and of its document, and of the ones after their last. */
  inPassage: Range;
  inDocument: Range;
}

export interface Range {
  from: number;
  to: number;
}

/** Sections of passages in order, numbered from `first` on; passages of a document must be neighbours. */
export function sectionsOf(passages: readonly Passage[], first = 0): Section[] {
  const sections: Section[] = [];
  let inDocument: Range = { from: 0, to: 0 };
  passages.forEach((passage, number) => {
    const next = first + sections.length;
    if (passages[number - 1]?.document !== passage.document) inDocument = { from: next, to: next };
    const inPassage = { from: next, to: next };
    for (const blocks of byHeading(passage.blocks)) {
      const heading = blocks[0]?.heading.join(', ') ?? '';
      sections.push({ passage, heading, blocks, inPassage, inDocument });
    }
    inPassage.to = inDocument.to = first + sections.length;
  });
  return sections;
}

export function bodyOf({ blocks }: Section): string {
  return blocks.flatMap(linesOf).join('\n');
}

function byHeading(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (last?.[0]?.heading.join('\n') === block.heading.join('\n')) last?.push(block);
    else groups.push([block]);
  }
  return groups;
}
