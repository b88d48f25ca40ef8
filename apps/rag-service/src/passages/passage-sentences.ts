import type { Block } from '../documents/document.js';
import { sentencesOf } from '../language/sentences.js';
import type { Passage } from './passage.js';

/** Longer ones mean many things at once, and take long to embed. */
const LONGEST = 600;

/** What of a block could be said by itself: sentences, items, rows. In the block's order; nothing of what is never said. */
export function unitsOf(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return sentencesOf(block.text);
    case 'table':
      return block.rows.map((row) => rowUnit(block.header, row));
    case 'list':
    case 'steps':
      return block.items;
    default:
      return [];
  }
}

/** The units of a passage as they are embedded, each under its title and heading, without which many could be about anything. */
export function sentencesOfPassage({ title, blocks }: Pick<Passage, 'title' | 'blocks'>): string[] {
  return blocks.flatMap((block) => {
    const under = [title, ...block.heading].join(', ');
    return unitsOf(block).map((unit) => `${under}: ${unit.slice(0, LONGEST)}`);
  });
}

function rowUnit(header: readonly string[], [subject = '', ...cells]: readonly string[]): string {
  const said = cells.flatMap((text, at) =>
    text ? [`${header[at + 1] ?? ''} ${text}`.trim()] : [],
  );
  return `${subject}: ${said.join(', ')}`;
}
