import { describe, expect, it } from 'vitest';
import { utf8 } from '../../testing/hostile-text.js';
import { linesOf } from '../document.js';
import { readDocument } from '../reader.js';

const read = (text: string) => readDocument(utf8(text), 'page.html');
const textOf = async (text: string) => (await read(text)).blocks.flatMap(linesOf).join('\n');
const LONG = 'The reader by the door takes a card, a key, or a code, and opens within a second. ';

describe('what a visitor does not see', () => {
  it.each([
    ['a comment with a tag in it', '<!-- layoffs <hr@example.org> in June, secret --> '],
    ['a comment that is never closed', '</p><p>b</p><!-- secret <p>secret</p>'],
    ['display: none', '<p style="color:red; display : NONE">secret</p>'],
    [
      'display: none in a style sheet',
      '<style>p.x, .y{display:none}</style><p class="x">secret</p>',
    ],
    ['visibility: hidden', '<span style="visibility:hidden">secret</span>'],
    ['hidden', '<p hidden>secret</p>'],
    ['aria-hidden', '<div aria-hidden="true"><p>secret</p></div>'],
    ['white on white', '<p style="color:#fff">secret</p>'],
    [
      'white on white by name',
      '<p style="background:#ffffff"><b style="color: white">secret</b></p>',
    ],
    ['black on black', '<p style="background:#000;color:black">secret</p>'],
    ['a font of the old kind', '<font color="#FFFFFF">secret</font>'],
    ['letters without height', '<span style="font-size:0px">secret</span>'],
    ['text without opacity', '<span style="opacity:0">secret</span>'],
    ['text beside the page', '<span style="position:absolute;left:-9999px">secret</span>'],
    ['text cut to nothing', '<span style="position:absolute;clip:rect(0,0,0,0)">secret</span>'],
    ['a preheader of a mail', '<div style="mso-hide:all">secret</div>'],
    ['a hidden field', '<input type="hidden" value="secret"><textarea>secret</textarea>'],
    ['a closed dialog', '<dialog>secret</dialog>'],
    ['what is struck out', '<del>secret</del><s>secret</s><strike>secret</strike>'],
    ['what a style strikes out', '<span style="text-decoration: line-through">secret</span>'],
  ])('is not read: %s', async (_, html) => {
    const text = await textOf(`<h1>T</h1><p>Before.</p>${html}<p>After.</p>`);
    expect(text).toContain('Before.');
    expect(text).not.toContain('secret');
  });

  it.each([
    [
      'white on a dark ground',
      '<div style="background:#1a1a1a"><p style="color:#fff">shown</p></div>',
    ],
    [
      'white on a picture',
      '<div style="background:url(a.png)"><p style="color:#fff">shown</p></div>',
    ],
    ['a style for paper', '<style>@media print{p{display:none}}</style><p>shown</p>'],
    ['a style for the mouse', '<style>p:hover{opacity:0}</style><p>shown</p>'],
    [
      'a rule that a later one lifts',
      '<style>.t{display:none}.t.on{display:block}</style><p class="t on">shown</p>',
    ],
    ['half of the opacity', '<p style="opacity:0.5">shown</p>'],
    ['folded details', '<details><summary>More</summary><p>shown</p></details>'],
  ])('is told from what is seen: %s', async (_, html) => {
    expect(await textOf(`<h1>T</h1>${html}`)).toContain('shown');
  });
});

describe('what is in a page', () => {
  it.each([
    [
      'several articles',
      '<article><p>one</p></article><article><p>two</p></article><article><p>three</p></article>',
      ['one', 'two', 'three'],
    ],
    [
      'a warning in an aside',
      `<main><p>${LONG}</p><aside><p>Hot surface.</p></aside></main>`,
      ['Hot surface.'],
    ],
    [
      'a page inside one form',
      `<form action="/"><input><p>${LONG}</p><label>Room</label></form>`,
      [LONG.trim()],
    ],
    [
      'a raised number',
      '<p>10<sup>6</sup> pages of 2 m<sup>2</sup>, the 1<sup>st</sup></p>',
      ['10⁶ pages of 2 m², the 1st'],
    ],
    ['a lowered number', '<p>H<sub>2</sub>O</p>', ['H2O']],
    [
      'a soft hyphen and a zero-width space',
      '<p>print&shy;er post\u200bcode</p>',
      ['printer postcode'],
    ],
    ['a break inside a word', '<p>post<wbr>code</p>', ['postcode']],
    ['a break between lines', '<p>one<br>two</p>', ['one two']],
    [
      'ordered lists in each other',
      '<ol><li>Open<ol><li>left</li><li>right</li></ol></li><li>Close</li></ol>',
      ['1. Open left; right', '2. Close'],
    ],
    [
      'a list right inside a list',
      '<ol><li>Open</li><ol><li>left</li></ol><li>Close</li></ol>',
      ['1. Open left', '2. Close'],
    ],
    [
      'definitions',
      '<dl><dt>Mon</dt><dd>8 to 5</dd><dt>Tue</dt><dd>8 to 6</dd></dl>',
      ['- Mon: 8 to 5', '- Tue: 8 to 6'],
    ],
    ['code, line by line', '<p>Run</p><pre><code>a\n  b</code></pre>', ['Run', 'a', '  b']],
    [
      'a description and keywords',
      '<meta name="description" content="How to print."><meta name="keywords" content="paper, ink"><p>x</p>',
      ['How to print.', 'Keywords: paper, ink'],
    ],
  ])('is read: %s', async (_, html, lines) => {
    expect((await textOf(html)).split('\n')).toEqual(expect.arrayContaining(lines));
  });

  it('has its title in the header of the article', async () => {
    const page = await read(
      `<title>Site</title><header><h1>Intranet</h1></header><article><header><h1>Printing</h1><p>by Ann</p></header><p>${LONG}</p></article>`,
    );
    expect(page.title).toBe('Printing');
    expect(JSON.stringify(page)).not.toContain('Intranet');
  });

  it('marks code, so that nobody reads it aloud', async () => {
    const { blocks } = await read(
      '<p>Run this:</p><pre>lpr a.pdf</pre><p><code>lpr b.pdf</code></p><ul><li><code>lpr c.pdf</code></li></ul>',
    );
    expect(blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'code', 'code', 'code']);
  });
});

describe('tables', () => {
  const table = async (html: string) => (await read(`<table>${html}</table>`)).blocks[0];

  it('keep their columns where cells span several', async () => {
    expect(
      await table(`<tr><th>Room</th><th>Mon</th><th>Tue</th></tr>
        <tr><td rowspan="2">A</td><td colspan="2">open</td></tr><tr><td>9</td><td>10</td></tr>`),
    ).toMatchObject({
      header: ['Room', 'Mon', 'Tue'],
      rows: [
        ['A', 'open', 'open'],
        ['A', '9', '10'],
      ],
    });
  });

  it('join two rows of heads', async () => {
    expect(
      await table(`<thead><tr><th rowspan="2">Kind</th><th colspan="2">Price</th></tr><tr><th>A4</th><th>A3</th></tr></thead>
        <tbody><tr><td>Colour</td><td>4</td><td>8</td></tr></tbody>`),
    ).toMatchObject({ header: ['Kind', 'Price A4', 'Price A3'], rows: [['Colour', '4', '8']] });
  });

  it('may name their rows and not their columns', async () => {
    expect(
      await table('<tr><th>Price</th><td>4</td></tr><tr><th>Size</th><td>A4</td></tr>'),
    ).toMatchObject({
      header: [],
      rows: [
        ['Price', '4'],
        ['Size', 'A4'],
      ],
    });
  });

  it('that only place things on the page are no tables', async () => {
    const { blocks } = await read('<table><tr><td><h1>T</h1><p>Text.</p></td></tr></table>');
    expect(blocks).toEqual([{ kind: 'paragraph', heading: [], text: 'Text.' }]);
  });

  it('that claim a billion columns are cut', async () => {
    const { blocks } = await read(
      '<table><tr><td colspan="1000000000">a</td><td>b</td></tr></table>',
    );
    expect(JSON.stringify(blocks).length).toBeLessThan(10_000);
  });
});

it('reads a warning that is set as a table', async () => {
  const text = await textOf(
    '<h1>T</h1><div class="admonitionblock warning"><table><tr><td class="icon"><div class="title">Warning</div></td><td class="content">Hot.</td></tr></table></div>',
  );
  expect(text).toBe('Warning: Hot.');
});

it('takes as much work as a page is long, whatever is in its headings', async () => {
  const workMs = async (letters: number) => {
    const before = process.cpuUsage();
    await read(`<h1>${'<br>'.repeat(letters / 4)}T</h1><p>Text.</p>`);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  await workMs(20_000);
  const [short, long] = [await workMs(20_000), await workMs(320_000)];
  // 16 times as long; a square would be 256 times
  expect(long).toBeLessThan(100 * Math.max(short, 5));
});

describe('what surrounds the text', () => {
  it.each([
    [
      'a menu by its class',
      '<div class="top-menu"><a href="/">Start</a> <a href="/b">surrounding</a></div>',
    ],
    [
      'a menu by its look',
      '<div><ul><li><a href="/">surrounding</a></li><li><a href="/b">b</a></li><li><a href="/c">c</a></li><li><a href="/d">d</a></li></ul></div>',
    ],
    [
      'breadcrumbs',
      '<div class="breadcrumbs"><a href="/">Home</a> / <a href="/surrounding">surrounding</a></div>',
    ],
    [
      'a cookie notice',
      '<div id="cookie-banner"><p>We use cookies, surrounding you.</p><button>OK</button></div>',
    ],
    ['a dialog', '<div role="dialog"><p>surrounding</p></div>'],
    ['the footer of the page', '<footer><p>surrounding</p></footer>'],
  ])('is left out: %s', async (_, html) => {
    const text = await textOf(
      `<body>${html}<div><h1>T</h1><p>${LONG}</p><p>${LONG}</p></div></body>`,
    );
    expect(text).toContain(LONG.trim());
    expect(text).not.toContain('surrounding');
  });

  it('is left out inside the text too: a link to edit it', async () => {
    const text = await textOf(
      `<main><h1>T</h1><p>${LONG}</p><p><a href="https://git.example/x/edit/main/a.md">Edit this page</a></p></main>`,
    );
    expect(text).toBe(LONG.trim());
  });

  it('is told from a text that bears a name like it', async () => {
    const dishes = '<p>Soup of lentils, 4 pounds.</p><p>Bread and butter, 1 pound.</p>';
    expect(await textOf(`<h1>Canteen</h1><div class="lunch-menu">${dishes}</div>`)).toContain(
      'Soup',
    );
  });

  it('is not taken for the text, nor the text for it', async () => {
    const text = await textOf(
      `<body><main></main><div class="sidebar-links">${`<p>${LONG}<a href="/a">a</a></p>`.repeat(9)}</div></body>`,
    );
    expect(text).toContain(LONG.trim());
  });
});

it.each([
  ['utf-16le', Buffer.from('\ufeff<h1>Café</h1><p>Zoë</p>', 'utf16le')],
  ['windows-1252', Buffer.from('<h1>Caf\xe9</h1><p>Zo\xeb</p>', 'latin1')],
  [
    'iso-8859-1, declared',
    Buffer.from('<meta charset="iso-8859-1"><h1>Caf\xe9</h1><p>Zo\xeb</p>', 'latin1'),
  ],
  ['utf-8, not declared', Buffer.from('<h1>Café</h1><p>Zoë</p>')],
])('reads a page in %s', async (_, bytes) => {
  const { title, blocks } = await readDocument(bytes, 'a.html');
  expect([title, ...blocks.flatMap(linesOf)]).toEqual(['Café', 'Zoë']);
});
