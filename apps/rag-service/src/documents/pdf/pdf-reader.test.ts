import { describe, expect, it } from 'vitest';
import { pdfOfPages, shownLines } from '../../testing/files.js';
import { linesOf } from '../document.js';
import { readDocument } from '../reader.js';

const read = async (...programs: string[]) =>
  (await readDocument(pdfOfPages(programs), 'a.pdf')).blocks.flatMap(linesOf);
const BEFORE = 'BT /F1 10 Tf 20 800 Td (Before.) Tj ET';
const line = (text: string, more: string) => `q BT /F1 10 Tf ${more} 20 700 Td (${text}) Tj ET Q`;

describe('what nobody sees on a page', () => {
  it.each([
    ['text without ink', line('secret', '3 Tr')],
    ['white on white', line('secret', '1 1 1 rg')],
    ['nearly white on white', line('secret', '0.99 g')],
    ['black on black', `0 g 0 690 600 30 re f ${line('secret', '0 g')}`],
    [
      'white again on a white field in a dark page',
      `0.2 g 0 600 600 200 re f 1 g 0 690 600 30 re f ${line('secret', '1 g')}`,
    ],
    [
      'white in the middle of a line',
      'BT /F1 10 Tf 20 700 Td (A) Tj 1 g (secret) Tj 0 g (B) Tj ET',
    ],
  ])('is not read: %s', async (_, program) => {
    const text = (await read(`${BEFORE} ${program}`)).join(' ');
    expect(text).toContain('Before.');
    expect(text).not.toContain('secret');
  });

  it.each([
    ['white on a dark field', `0.2 g 0 690 600 30 re f ${line('seen', '1 g')}`],
    ['white on a picture', `q 600 0 0 840 0 0 cm /Im1 Do Q ${line('seen', '1 g')}`],
    ['what a scan was recognised to say', `q 600 0 0 840 0 0 cm /Im1 Do Q ${line('seen', '3 Tr')}`],
    ['outlines of letters', line('seen', '1 Tr 1 g')],
    ['letters after hidden ones', 'BT /F1 10 Tf 20 700 Td 3 Tr (xyz) Tj 0 Tr (seen) Tj ET'],
  ])('is told from what is seen: %s', async (_, program) => {
    expect((await read(`${BEFORE} ${program}`)).join(' ')).toContain('seen');
  });
});

it('leaves running headers and footers out, and no line of the text', async () => {
  const page = (number: number) =>
    shownLines([
      { text: `Staff handbook ${number}`, size: 8, gap: 0 },
      {
        text: `Rule ${number} is about things of chapter ${'abc'.charAt(number - 1)}.`,
        size: 10,
        gap: 40,
      },
      { text: `Page ${number} of 3`, size: 8, gap: 700 },
    ]);
  expect(await read(page(1), page(2), page(3))).toEqual([
    'Rule 1 is about things of chapter a.',
    'Rule 2 is about things of chapter b.',
    'Rule 3 is about things of chapter c.',
  ]);
});

it('says of a scan what would make it readable', async () => {
  await expect(read('q 600 0 0 840 0 0 cm /Im1 Do Q')).rejects.toThrow(
    /scan without text.*ocrmypdf/,
  );
});
