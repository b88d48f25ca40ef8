import { strToU8, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { docxOf, wordParagraph } from '../../testing/files.js';
import { utf8 } from '../../testing/hostile-text.js';
import { linesOf } from '../document.js';
import { readDocument } from '../reader.js';

const archive = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
const relations = (targets: Record<string, string>) =>
  `<Relationships>${Object.entries(targets)
    .map(([id, target]) => `<Relationship Id="${id}" Target="${target}"/>`)
    .join('')}</Relationships>`;
const linesIn = async (bytes: Uint8Array, name: string) => {
  const { title, blocks } = await readDocument(bytes, name);
  return [title, ...blocks.flatMap((block) => [...block.heading, ...linesOf(block)])];
};

const run = (text: string, properties = '') =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (...runs: string[]) => `<w:p>${runs.join('')}</w:p>`;
const STYLES = `<w:styles xmlns:w="w"><w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
  <w:style w:type="character" w:styleId="Deeper"><w:name w:val="Deeper"/><w:basedOn w:val="Secret"/></w:style></w:styles>`;

it.each([
  ['hidden text', run('secret', '<w:vanish/>')],
  ['text hidden by its style', run('secret', '<w:rStyle w:val="Secret"/>')],
  ['text hidden by the style of its style', run('secret', '<w:rStyle w:val="Deeper"/>')],
  ['struck text', run('secret', '<w:strike/>') + run('secret', '<w:dstrike w:val="true"/>')],
  ['white text', run('secret', '<w:color w:val="FFFFFF"/>')],
  ['text that was deleted', `<w:del><w:r><w:delText>secret</w:delText></w:r></w:del>`],
  ['text that was moved away', `<w:moveFrom>${run('secret')}</w:moveFrom>`],
])('does not read of a Word document: %s', async (_, runs) => {
  const bytes = docxOf(paragraph(run('Before '), runs, run(' after.')), {
    'word/styles.xml': strToU8(STYLES),
  });
  expect(await linesIn(bytes, 'a.docx')).toEqual(['A', 'Before after.']);
});

it('reads of a Word document what is hidden no more, white on a shade, in a field and in a text box', async () => {
  const box = `<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>${paragraph(run('In the box.'))}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>${paragraph(run('In the box.'))}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>`;
  const body = [
    paragraph(
      run('On', '<w:vanish w:val="0"/>'),
      run(' shade', '<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>'),
    ),
    paragraph(
      run('Due in '),
      `<w:fldSimple w:instr=" DOCPROPERTY days ">${run('14')}</w:fldSimple>`,
      run(' days.'),
    ),
    paragraph(run('Beside. '), `<w:r>${box}</w:r>`),
  ].join('');
  expect(await linesIn(docxOf(body), 'a.docx')).toEqual([
    'A',
    'On shade',
    'Due in 14 days.',
    'Beside.',
    'In the box.',
  ]);
});

it('reads slides that are shown', async () => {
  const slide = (
    title: string,
    body: string,
    attributes = '',
  ) => `<p:sld ${attributes} xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree>
    <p:sp><p:nvSpPr><p:cNvPr id="1"/><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>${title}</a:t></a:r></a:p></p:txBody></p:sp>${body}</p:spTree></p:cSld></p:sld>`;
  const shape = (text: string, properties = '', kind = '<p:ph idx="1"/>') =>
    `<p:sp><p:nvSpPr><p:cNvPr id="2" ${properties}/><p:nvPr>${kind}</p:nvPr></p:nvSpPr><p:txBody>${text}</p:txBody></p:sp>`;
  const line = (text: string, properties = '') =>
    `<a:p><a:r><a:rPr ${properties}/><a:t>${text}</a:t></a:r></a:p>`;
  const table = `<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody>${line('Room')}</a:txBody></a:tc><a:tc><a:txBody>${line('Seats')}</a:txBody></a:tc></a:tr><a:tr><a:tc gridSpan="2"><a:txBody>${line('Closed')}</a:txBody></a:tc><a:tc hMerge="1"/></a:tr></a:tbl></p:graphicFrame>`;
  const bytes = archive({
    'ppt/presentation.xml':
      '<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId r:id="r2"/><p:sldId r:id="r1"/><p:sldId r:id="r3"/></p:sldIdLst></p:presentation>',
    'ppt/_rels/presentation.xml.rels': relations({
      r1: 'slides/slide1.xml',
      r2: 'slides/slide2.xml',
      r3: 'slides/slide3.xml',
    }),
    'ppt/slides/slide1.xml': slide('Rooms', table),
    'ppt/slides/slide2.xml': slide(
      'Printing',
      shape(line('Card') + line('secret', 'strike="sngStrike"') + line('Wait')) +
        shape(line('secret'), 'hidden="1"') +
        shape(line('7 secret'), '', '<p:ph type="sldNum"/>'),
    ),
    'ppt/slides/slide3.xml': slide('secret', '', 'show="0"'),
  });
  expect(await linesIn(bytes, 'a.pptx')).toEqual([
    'Printing',
    '- Card',
    '- Wait',
    'Rooms',
    'Room | Seats',
    'Closed | ',
  ]);
});

it('reads sheets as they are shown, without what is hidden', async () => {
  const cell = (place: string, value: string | number, more = '') =>
    `<c r="${place}" ${more}><v>${value}</v></c>`;
  const sheet = `<worksheet><cols><col min="4" max="4" hidden="1"/></cols><sheetData>
    <row r="1">${cell('A1', 0, 't="s"')}</row>
    <row r="2">${cell('A2', 1, 't="s"')}${cell('B2', 2, 't="s"')}${cell('C2', 3, 't="s"')}${cell('D2', 4, 't="s"')}</row>
    <row r="3">${cell('A3', 46000, 's="1"')}${cell('B3', 0.25, 's="2"')}${cell('C3', 1234.5, 's="3"')}${cell('D3', 4, 't="s"')}</row>
    <row r="4" hidden="1">${cell('A4', 4, 't="s"')}</row>
    <row r="5">${cell('B5', 7)}<c r="C5" t="inlineStr"><is><t>seven</t></is></c></row></sheetData>
    <mergeCells><mergeCell ref="A3:A5"/></mergeCells></worksheet>`;
  const bytes = archive({
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="Fees" r:id="r1"/><sheet name="Old" state="hidden" r:id="r2"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relations({
      r1: 'worksheets/sheet1.xml',
      r2: 'worksheets/sheet2.xml',
    }),
    'xl/sharedStrings.xml':
      '<sst><si><t>Fees of the year</t></si><si><t>From</t></si><si><t>Share</t></si><si><r><t>Su</t></r><r><t>m</t></r></si><si><t>secret</t></si></sst>',
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="&quot;£&quot;#,##0.00"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    'xl/worksheets/sheet1.xml': sheet,
    'xl/worksheets/sheet2.xml': `<worksheet><sheetData><row r="1">${cell('A1', 4, 't="s"')}</row></sheetData></worksheet>`,
  });
  expect(await linesIn(bytes, 'fees.xlsx')).toEqual([
    'Fees',
    'Fees of the year',
    'From | Share | Sum',
    '2025-12-09 | 25% | £1,234.50',
    '2025-12-09 | 7 | seven',
  ]);
});

it('reads an OpenDocument text', async () => {
  const bytes = archive({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'styles.xml':
      '<office:styles><style:style style:name="H"><style:text-properties text:display="none"/></style:style></office:styles>',
    'content.xml': `<office:document-content><office:automatic-styles><style:style style:name="S"><style:text-properties style:text-line-through-style="solid"/></style:style><style:style style:name="W"><style:text-properties fo:color="#ffffff"/></style:style>
      <text:list-style style:name="L"><text:list-level-style-number text:level="1"/></text:list-style></office:automatic-styles><office:body><office:text>
      <text:tracked-changes><text:p>secret</text:p></text:tracked-changes>
      <text:h text:outline-level="1">Printing</text:h><text:p>A page<text:s/>costs 4<text:span text:style-name="S">secret</text:span><text:span text:style-name="W">secret</text:span> pence.<office:annotation><text:p>secret</text:p></office:annotation></text:p>
      <text:p text:style-name="H">secret</text:p>
      <text:list text:style-name="L"><text:list-item><text:p>Card</text:p></text:list-item><text:list-item><text:p>Wait</text:p></text:list-item></text:list>
      <table:table><table:table-row><table:table-cell><text:p>Kind</text:p></table:table-cell><table:table-cell><text:p>Price</text:p></table:table-cell></table:table-row>
      <table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>A4</text:p></table:table-cell></table:table-row></table:table>
      </office:text></office:body></office:document-content>`,
  });
  expect(await linesIn(bytes, 'a.odt')).toEqual([
    'Printing',
    'A page costs 4 pence.',
    '1. Card',
    '2. Wait',
    'Kind | Price',
    'A4 | A4',
  ]);
});

it('reads the chapters of a book in their order', async () => {
  const chapter = (text: string) =>
    `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title><style>.n{display:none}</style></head><body>${text}<p class="n">secret</p></body></html>`;
  const bytes = archive({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
    'OPS/book.opf':
      '<package xmlns:dc="d"><metadata><dc:title>The house</dc:title></metadata><manifest><item id="a" href="a%20b.xhtml"/><item id="b" href="b.xhtml"/><item id="n" href="n.xhtml" properties="nav"/></manifest><spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>',
    'OPS/a b.xhtml': chapter('<h1>Two</h1><p>Second.</p>'),
    'OPS/b.xhtml': chapter('<h1>One</h1><p>First.</p>'),
    'OPS/n.xhtml': chapter('<p>secret</p>'),
  });
  const lines = await linesIn(bytes, 'a.epub');
  expect(lines[0]).toBe('The house');
  expect(lines.filter((line) => line.endsWith('.'))).toEqual(['First.', 'Second.']);
});

it('reads Rich Text', async () => {
  const text = String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 secret;}}{\*\generator secret;}{\info{\title Fees}{\author secret}}
\pard Caf\'e9 costs 4\u8364 ? today.{\v secret}{\strike secret}\par Two\~words \{x\}\par
\trowd\cellx1\cellx2\pard\intbl Kind\cell Price\cell\row\trowd\pard\intbl A4\cell 4\cell\row\pard After.\par}`;
  expect(await linesIn(Buffer.from(text, 'latin1'), 'a.rtf')).toEqual([
    'Fees',
    'Café costs 4€ today.',
    'Two words {x}',
    'Kind | Price',
    'A4 | 4',
    'After.',
  ]);
});

it('reads mails', async () => {
  const mail = [
    'From: Ann Lee <ann@example.org>',
    'Subject: =?utf-8?q?Caf=C3=A9_hours?=',
    'Date: Tue, 01 Dec 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=x',
    '',
    '--x',
    'Content-Type: text/plain',
    '',
    'plain',
    '--x',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<div style="display:none">secret</div><table><tr><td><p>Open from 8.</p></td></tr></table>',
    '--x--',
  ].join('\r\n');
  const lines = await linesIn(utf8(mail), 'a.eml');
  expect(lines[0]).toBe('Café hours');
  expect(lines).toContain('From: Ann Lee, ann@example.org');
  expect(lines).toContain('Open from 8.');
  expect(lines.join()).not.toContain('secret');
});

it.each([
  ['a.csv', 'Kind;Price\n"A4; colour";"4,50"\n'],
  ['a.csv', 'Kind,Price\n"A4; colour","4,50"\n'],
  ['a.tsv', 'Kind\tPrice\r\nA4; colour\t4,50\r\n'],
])('reads a table in text, whatever stands between its cells: %s', async (name, text) => {
  expect(await linesIn(utf8(text), name)).toEqual(['A', 'Kind | Price', 'A4; colour | 4,50']);
});

it('says of an old file of Office what it is', async () => {
  await expect(readDocument(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'a.pptx')).rejects.toThrow(
    'is protected with a password or in an old Office format',
  );
  await expect(readDocument(docxOf(wordParagraph('')), 'a.docx')).rejects.toThrow('holds no text');
});
