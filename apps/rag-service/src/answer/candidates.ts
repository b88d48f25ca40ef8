import type { Block } from '../documents/document.js';
import { sentencesOf } from '../language/sentences.js';
import { instructs } from './answer-kind.js';
import { isPromptInjection } from './prompt-injection.js';
import type { Section } from '../retrieval/sections.js';

/** A row of a table: what it is about, and what its other cells say under which column. */
export interface Row {
  subject: string;
  cells: readonly { column: string; text: string }[];
}

/** Something that could be said in answer. */
export interface Candidate {
  kind: 'sentence' | 'row' | 'list' | 'steps';
  text: string;
  /** The single steps, of kind `steps` only. */
  steps: readonly string[];
  /** The row in parts, of kind `row` only. */
  row: Row | undefined;
  /** What it stands among: its paragraph, or what introduces its list. */
  block: string;
  section: Section;
}

type Bare = Pick<Candidate, 'kind' | 'text'> & Partial<Pick<Candidate, 'steps' | 'row' | 'block'>>;

/** A sentence that begins like this cannot be understood without the one before. */
const LEANING =
  /^(?:it|its|this|that|these|those|they|their|there|then|otherwise|both|in both|ask there)\b/i;

/** Everything in a section that could be an answer by itself, in reading order. */
export function candidatesOf(section: Section): Candidate[] {
  const blocks = section.blocks.filter((block) => !isPromptInjection(block));
  return blocks.flatMap((block, at) =>
    ofBlock(block, introductionOf(blocks[at - 1])).map((bare) => ({
      steps: [],
      row: undefined,
      block: '',
      ...bare,
      section,
    })),
  );
}

function ofBlock(block: Block, introduction: string | undefined): Bare[] {
  switch (block.kind) {
    case 'paragraph':
      return ofParagraph(block.text);
    case 'table':
      return block.rows.map((row) => ofRow(block.header, row));
    case 'list':
      return ofList(block.items, introduction, block.heading.at(-1));
    case 'steps':
      return [ofSteps(block.items, introduction)];
    case 'code':
    case 'metadata':
      return [];
  }
}

function ofParagraph(text: string): Bare[] {
  const sentences = sentencesOf(text);
  return sentences
    .map((sentence, at) => (LEANING.test(sentence) ? withPrevious(sentences, at) : sentence))
    .filter((sentence) => !sentence.endsWith(':'))
    .map((sentence) => ({ kind: 'sentence', text: sentence, block: text }));
}

function withPrevious(sentences: readonly string[], at: number): string {
  return sentences.slice(Math.max(0, at - 1), at + 1).join(' ');
}

function ofSteps(items: readonly string[], introduction = ''): Bare {
  const steps = items.map(firstSentence);
  return { kind: 'steps', text: items.join(' '), steps, block: introduction };
}

/** Instructions after a colon are steps, sentences stand for themselves, fragments are named with what introduces them. */
function ofList(items: readonly string[], introduction: string | undefined, heading = ''): Bare[] {
  if (introduction && items.every(instructs)) return [ofSteps(items, introduction)];
  if (items.some((item) => /[.!?]$/.test(item)))
    return items.map((text) => ({ kind: 'sentence', text, block: introduction ?? '' }));
  const lead = introduction?.replace(/:$/, '') ?? heading;
  const text = [lead, enumeration(items)].filter(Boolean).join(': ');
  return [{ kind: 'list', text: `${text}.` }];
}

function ofRow(header: readonly string[], [subject = '', ...texts]: readonly string[]): Bare {
  const cells = texts.map((text, at) => ({ column: header[at + 1] ?? '', text }));
  const row = { subject, cells: cells.filter(({ text }) => text) };
  return { kind: 'row', text: rowText(row), row, block: header.join(' ') };
}

/** A row as a sentence: "A4 colour: 18 pence.", and with several columns "Mailbox: staff 50 GB, students 25 GB." */
export function rowText({ subject, cells }: Row): string {
  // a bare "yes" needs its column
  const clear = cells.length === 1 && /\s|\d/.test(cells[0]?.text ?? '');
  const said = cells.map(({ column, text }) => (clear ? text : `${column} ${text}`.trim()));
  return `${subject}: ${said.join(', ')}.`;
}

function introductionOf(block: Block | undefined): string | undefined {
  if (block?.kind !== 'paragraph' || !block.text.endsWith(':')) return undefined;
  return sentencesOf(block.text).at(-1);
}

function firstSentence(step: string): string {
  return sentencesOf(step)[0] ?? step;
}

function enumeration(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
