import { expect, it } from 'vitest';
import { docxOf, pdfOf, wordParagraph } from '../testing/files.js';
import { readDocument } from './reader.js';

const html = (text: string) => readDocument(new TextEncoder().encode(text), 'page.html');

it('reads a web page as headings, paragraphs, lists and tables, without what surrounds the article', async () => {
  const page = await html(`<html><head><title>Site: Printing</title><style>p{}</style></head><body>
    <nav><ul><li>Home</li></ul></nav><main><h1>Printing</h1><p>A page costs<br>4 <b>pence</b>.</p>
    <h2>Steps</h2><ol><li>Touch the <i>reader</i>.</li><li>Wait.</li></ol>
    <table><tr><th>kind</th><th>price</th></tr><tr><td>A4</td><td>4</td></tr></table>
    loose text<div hidden>unseen</div></main><script>alert('run')</script><footer>2026</footer></body></html>`);
  expect(page).toEqual({
    title: 'Printing',
    blocks: [
      { kind: 'paragraph', heading: [], text: 'A page costs 4 pence.' },
      { kind: 'steps', heading: ['Steps'], items: ['Touch the reader.', 'Wait.'] },
      { kind: 'table', heading: ['Steps'], header: ['kind', 'price'], rows: [['A4', '4']] },
      { kind: 'paragraph', heading: ['Steps'], text: 'loose text' },
    ],
  });
});

it('names a web page by its title element when it has no heading', async () => {
  const page = await html('<title>Opening hours</title><p>From 8 to 18.</p>');
  expect(page.title).toBe('Opening hours');
});

it('reads the encoding that a web page declares', async () => {
  const bytes = Buffer.from('<meta charset="iso-8859-1"><p>Caf\xe9</p>', 'latin1');
  const page = await readDocument(bytes, 'a.htm');
  expect(page.blocks).toMatchObject([{ text: 'Café' }]);
});

it('reads a PDF as paragraphs below headings in larger letters', async () => {
  const bytes = pdfOf([
    { text: 'Printing', size: 20, gap: 20 },
    { text: 'A page costs four pence and a col-', size: 10, gap: 40 },
    { text: 'our page eighteen.', size: 10, gap: 12 },
    { text: 'Prices are for one side.', size: 10, gap: 30 },
    { text: 'Staff', size: 14, gap: 30 },
    { text: 'Staff pay nothing.', size: 10, gap: 30 },
  ]);
  expect(await readDocument(bytes, 'a.pdf')).toEqual({
    title: 'Printing',
    blocks: [
      {
        kind: 'paragraph',
        heading: [],
        text: 'A page costs four pence and a colour page eighteen.',
      },
      { kind: 'paragraph', heading: [], text: 'Prices are for one side.' },
      { kind: 'paragraph', heading: ['Staff'], text: 'Staff pay nothing.' },
    ],
  });
});

it('reads a Word document with its headings and tables', async () => {
  const cell = (text: string) => `<w:tc>${wordParagraph(text)}</w:tc>`;
  const bytes = docxOf(
    [
      wordParagraph('Printing', 'Heading1'),
      wordParagraph('A page costs 4 pence.'),
      wordParagraph('Prices', 'Heading2'),
      `<w:tbl><w:tr>${cell('kind')}${cell('price')}</w:tr><w:tr>${cell('A4')}${cell('4')}</w:tr></w:tbl>`,
    ].join(''),
  );
  expect(await readDocument(bytes, 'a.docx')).toEqual({
    title: 'Printing',
    blocks: [
      { kind: 'paragraph', heading: [], text: 'A page costs 4 pence.' },
      { kind: 'table', heading: ['Prices'], header: ['kind', 'price'], rows: [['A4', '4']] },
    ],
  });
});

const ENCRYPTED_PDF = `%PDF-1.4
1 0 obj
<</Type/Catalog/Pages 2 0 R>>
endobj
2 0 obj
<</Type/Pages/Kids[]/Count 0>>
endobj
3 0 obj
<</Filter/Standard/V 1/R 2/O<${'41'.repeat(32)}>/U<${'42'.repeat(32)}>/P -4>>
endobj
trailer
<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>
%%EOF`;

it.each([
  ['empty.pdf', new Uint8Array(), 'is empty'],
  ['a.exe', Buffer.from('MZ'), 'is of a kind that cannot be read'],
  ['scan.pdf', pdfOf([]), 'holds no text'],
  ['broken.pdf', Buffer.from('%PDF-1.7 and then nothing'), 'is not a PDF that can be read'],
  ['secret.pdf', Buffer.from(ENCRYPTED_PDF), 'is protected with a password'],
  [
    'broken.docx',
    Buffer.from('PK\x03\x04 and then nothing'),
    'is broken or not what its name says',
  ],
  [
    'old.docx',
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    'is protected with a password or in an old Office format',
  ],
  [
    'bomb.docx',
    docxOf(wordParagraph('x'), { 'word/media/zeros': new Uint8Array(65 * 1024 * 1024) }),
    'would unpack to more than 64 MB',
  ],
  ['path.docx', docxOf(wordParagraph('x'), { '../../etc/passwd': Buffer.from('x') }), 'is broken'],
])('says of %s that it cannot be read, and why', async (name, bytes, reason) => {
  await expect(readDocument(bytes, name)).rejects.toThrow(reason);
});
