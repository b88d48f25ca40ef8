import { expect, it } from 'vitest';
import { DocumentUnreadable } from '../document.js';
import { MarkdownReader } from './markdown-reader.js';

const read = (text: string, name = 'a.md') => new MarkdownReader().read(Buffer.from(text), name);

it('takes the first heading for the title and the others for the path', () => {
  const { title, blocks } = read(
    '# VPN\n\nIntro.\n\n## Install\n\n### Mac\n\nText.\n\n## Trouble\n\nEnd.',
  );
  expect(title).toBe('VPN');
  expect(blocks.map(({ heading }) => heading)).toEqual([[], ['Install', 'Mac'], ['Trouble']]);
});

it('tells steps, lists and tables apart', () => {
  const { blocks } = read(
    '1. Open it.\n2. Close it.\n\n- red\n- blue\n\n| kind | price |\n| --- | --- |\n| A4 | 4 pence |',
  );
  expect(blocks).toEqual([
    { kind: 'steps', heading: [], items: ['Open it.', 'Close it.'] },
    { kind: 'list', heading: [], items: ['red', 'blue'] },
    { kind: 'table', heading: [], header: ['kind', 'price'], rows: [['A4', '4 pence']] },
  ]);
});

it('leaves no markup, no link address and no tag in a text', () => {
  const { blocks } = read(
    'See **the** [guide](https://example.org/a?b=c), `code` &amp; <b>more</b>.',
  );
  expect(blocks).toEqual([{ kind: 'paragraph', heading: [], text: 'See the guide, code & more.' }]);
});

it('keeps what is nested in an item with the item', () => {
  const { blocks } = read('1. Choose:\n   - one\n   - two\n2. Save.');
  expect(blocks).toEqual([{ kind: 'steps', heading: [], items: ['Choose: one; two', 'Save.'] }]);
});

it('names a document without a heading after its file, and skips front matter', () => {
  const { title, blocks } = read('---\ntags: [a]\n---\nOnly text.', 'help/set-up_mail.md');
  expect(title).toBe('Set up mail');
  expect(blocks.at(-1)).toMatchObject({ text: 'Only text.' });
});

it('refuses bytes that are no text', () => {
  expect(() => new MarkdownReader().read(Uint8Array.of(0xff, 0xfe, 0x00), 'a.md')).toThrow(
    DocumentUnreadable,
  );
});
