import { expect, it } from 'vitest';
import { candidatesOf } from '../answer/candidates.js';
import type { Block } from '../documents/document.js';
import { sectionsOf } from '../retrieval/sections.js';
import { sentencesOfPassage, unitsOf } from './passage-sentences.js';

const blocks: Block[] = [
  { kind: 'paragraph', heading: [], text: 'Leave is 25 days. Ask two weeks ahead.' },
  { kind: 'code', heading: ['Form'], text: 'leave --days 3' },
  { kind: 'paragraph', heading: ['Form'], text: 'It needs:' },
  { kind: 'list', heading: ['Form'], items: ['a date', 'a reason'] },
  {
    kind: 'table',
    heading: ['Form', 'Days'],
    header: ['Years', 'Days'],
    rows: [
      ['one', '25'],
      ['five', '28'],
    ],
  },
  { kind: 'steps', heading: ['Form', 'Days'], items: ['Open the page.', 'Choose Send.'] },
];
const passage = { id: 'a#0', document: 'a', title: 'Leave', position: 0, blocks };

it('gives sentences, items, steps and rows with what they stand under, and nothing that is never said', () => {
  expect(sentencesOfPassage(passage)).toEqual([
    'Leave: Leave is 25 days.',
    'Leave: Ask two weeks ahead.',
    'Leave, Form: It needs:',
    'Leave, Form: a date',
    'Leave, Form: a reason',
    'Leave, Form, Days: one: Days 25',
    'Leave, Form, Days: five: Days 28',
    'Leave, Form, Days: Open the page.',
    'Leave, Form, Days: Choose Send.',
  ]);
});

it('counts them as the candidates do', () => {
  const units = blocks.flatMap(unitsOf);
  for (const { units: own, text } of candidatesOf(sectionsOf([passage]))) {
    expect(own.length).toBeGreaterThan(0);
    const words = own.flatMap((unit) => units[unit]?.match(/\w+/g) ?? []);
    for (const word of text.match(/\w+/g) ?? []) expect([...words, 'It', 'and']).toContain(word);
  }
});
