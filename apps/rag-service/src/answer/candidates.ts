import type { Block } from '../documents/document.js';
import { sentencesOf } from '../language/sentences.js';
import { instructs } from './answer-kind.js';
import { unitsOf } from '../passages/passage-sentences.js';
import { isPromptInjection } from './prompt-injection.js';
import { MOST_SPOKEN_WORDS, wordsIn } from './spoken-length.js';
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
  /** Which units of its passage it is made of, by number (see `passage-sentences.ts`). */
  units: readonly number[];
}

type Bare = Pick<Candidate, 'kind' | 'text'> &
  Partial<Pick<Candidate, 'steps' | 'row' | 'block'>> & { units: readonly number[] };

/** A sentence that begins like this cannot be understood without the one before. */
const LEANING =
  /^(?:it|its|this|that|these|those|they|their|there|then|otherwise|both|in both|ask there)\b/i;

/** Everything in the sections of a passage that could be an answer by itself, in reading order. */
export function candidatesOf(sections: readonly Section[]): Candidate[] {
  let next = 0;
  return sections.flatMap((section) => {
    const first = next;
    next += section.blocks.reduce((sum, block) => sum + unitsOf(block).length, 0);
    return ofSection(section, first);
  });
}

function ofSection(section: Section, first: number): Candidate[] {
  let next = first;
  return section.blocks.flatMap((block, at) => {
    const units = unitsOf(block).map(() => next++);
    if (isPromptInjection(block)) return [];
    const introduction = introductionOf(section.blocks[at - 1], (units[0] ?? next) - 1);
    return ofBlock(block, units, introduction).map((bare) => ({
      steps: [],
      row: undefined,
      block: '',
      ...bare,
      section,
    }));
  });
}

/** A sentence that ends with a colon, and its unit. */
interface Introduction {
  text: string;
  unit: number;
}

function ofBlock(block: Block, units: readonly number[], introduction?: Introduction): Bare[] {
  switch (block.kind) {
    case 'paragraph':
      return ofParagraph(block.text, units);
    case 'table':
      return block.rows.map((row, at) => ({
        ...ofRow(block.header, row),
        units: [units[at] ?? 0],
      }));
    case 'list':
    case 'steps':
      if (!block.items.some(isStatement)) return [];
      if (block.kind === 'steps') return [ofSteps(block.items, units, introduction)];
      return ofList(block.items, units, introduction, block.heading.at(-1));
    case 'code':
    case 'metadata':
      return [];
  }
}

function ofParagraph(text: string, units: readonly number[]): Bare[] {
  const sentences = sentencesOf(text);
  return sentences
    .map((sentence, at) => ({
      kind: 'sentence' as const,
      text: LEANING.test(sentence) ? withPrevious(sentence, sentences[at - 1]) : sentence,
      block: text,
      units: [units[at] ?? 0],
    }))
    .filter(({ text }) => isStatement(text));
}

/** What introduces something else is no answer by itself, and a question, as in a quiz or an FAQ, is none at all. */
function isStatement(text: string): boolean {
  return !/[:?]["”)]?$/.test(text);
}

function withPrevious(sentence: string, previous?: string): string {
  const both = previous ? `${previous} ${sentence}` : sentence;
  return wordsIn(both) <= MOST_SPOKEN_WORDS ? both : sentence;
}

function ofSteps(
  items: readonly string[],
  units: readonly number[],
  introduction?: Introduction,
): Bare {
  const steps = items.map(firstSentence);
  return {
    kind: 'steps',
    text: items.join(' '),
    steps,
    block: introduction?.text ?? '',
    units: introduced(units, introduction),
  };
}

function introduced(units: readonly number[], introduction?: Introduction): number[] {
  return introduction ? [introduction.unit, ...units] : [...units];
}

/** Instructions after a colon are steps, sentences stand for themselves, fragments are named with what introduces them. */
function ofList(
  items: readonly string[],
  units: readonly number[],
  introduction?: Introduction,
  heading = '',
): Bare[] {
  if (introduction && items.every(instructs)) return [ofSteps(items, units, introduction)];
  if (items.some((item) => /[.!?]$/.test(item)))
    return items.map((text, at) => ({
      kind: 'sentence',
      text,
      block: introduction?.text ?? '',
      units: [units[at] ?? 0],
    }));
  const lead = introduction?.text.replace(/:$/, '') ?? heading;
  const text = [lead, enumeration(items)].filter(Boolean).join(': ');
  return [{ kind: 'list', text: `${text}.`, units: introduced(units, introduction) }];
}

function ofRow(
  header: readonly string[],
  [subject = '', ...texts]: readonly string[],
): Omit<Bare, 'units'> {
  const cells = texts.map((text, at) => ({ column: header[at + 1] ?? '', text }));
  const row = { subject, cells: cells.filter(({ text }) => text) };
  return { kind: 'row', text: rowText(row), row, block: header.join(' ') };
}

/** A row as a sentence: "A4 colour: 18 pence.", and with several columns "Mailbox: staff 50 GB, students 25 GB." */
export function rowText({ subject, cells }: Row): string {
  // a bare "yes" needs its column
  const clear = cells.length === 1 && /\s|\d/.test(cells[0]?.text ?? '');
  const said = cells.map(({ column, text }) => {
    const bare = text.replace(/[.;,]+$/, '');
    return clear ? bare : `${column} ${bare}`.trim();
  });
  return `${subject}: ${said.join(', ')}.`;
}

function introductionOf(block: Block | undefined, unit: number): Introduction | undefined {
  if (block?.kind !== 'paragraph' || !block.text.endsWith(':') || isPromptInjection(block))
    return undefined;
  return { text: sentencesOf(block.text).at(-1) ?? '', unit };
}

function firstSentence(step: string): string {
  return sentencesOf(step)[0] ?? step;
}

function enumeration(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
