import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ExtractiveAnswerer } from './answer/extractive-answerer.js';
import { Conversation } from './conversation.js';
import { DocumentUnreadable } from './documents/document.js';
import { ReadingThread } from './documents/reading-thread.js';
import { ingest } from './ingest/ingest.js';
import { LanceStore } from './store/lance-store.js';
import { docxOf, pdfOf, wordParagraph } from './testing/files.js';
import { indexOfExamples } from './testing/index-of.js';
import { damaged, randomOf } from './testing/random.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const LONGEST_MS = 5_000;
const random = randomOf(5);
const thread = new ReadingThread();
afterAll(() => thread.close());

const utf8 = (text: string) => new TextEncoder().encode(text);
const times = <T>(count: number, make: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => make(at));
const garbage = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
const controls = (length: number) =>
  times(length, () =>
    String.fromCharCode(Math.floor(random() * (random() < 0.5 ? 32 : 0xffff))),
  ).join('');

const pdf = pdfOf(
  times(30, (at) => ({ text: `Line ${at} of text`, size: at % 7 ? 10 : 14, gap: 14 })),
);
const docx = docxOf(
  times(30, (at) => wordParagraph(`Paragraph ${at}`, at % 7 ? undefined : 'Heading1')).join(''),
);
const page = `<h1>T</h1>${times(20, (at) => `<p onclick="x()">P${at}</p><script>for(;;){}</script>`).join('')}`;

const FILES: Record<string, [string, Uint8Array][]> = {
  'damaged PDF': times(150, () => ['a.pdf', damaged(pdf, random)]),
  'damaged Word documents': times(150, () => ['a.docx', damaged(docx, random)]),
  'damaged web pages': times(60, () => ['a.html', damaged(utf8(page), random)]),
  'control characters': times(40, (at) => [
    `a${['.md', '.txt', '.html'][at % 3]}`,
    utf8(controls(2_000)),
  ]),
  'random bytes': times(40, (at) => [
    `a${['.md', '.pdf', '.docx', '.html'][at % 4]}`,
    garbage(4_000),
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
    ['bomb.docx', docxOf('', { zeros: new Uint8Array(100 * 1024 * 1024) })],
    ['many.docx', docxOf('', Object.fromEntries(times(3_000, (at) => [`f${at}`, garbage(1)])))],
    [
      'entities.docx',
      docxOf(`<!DOCTYPE x [<!ENTITY a "${'b'.repeat(1_000)}">]>${'&a;'.repeat(10_000)}`),
    ],
    ['deep.docx', docxOf('<w:p>'.repeat(50_000))],
  ],
};

describe('hostile files', () => {
  it.each(Object.keys(FILES))(
    '%s: read or refused in time, and the next file is read',
    { timeout: 120_000 },
    async (kind) => {
      for (const [name, bytes] of FILES[kind] ?? []) {
        const startedAt = performance.now();
        const outcome = await thread.read(bytes, name).catch((error: unknown) => error);
        expect(performance.now() - startedAt, name).toBeLessThan(LONGEST_MS);
        if (outcome instanceof Error) expect(outcome, name).toBeInstanceOf(DocumentUnreadable);
      }
      expect(await thread.read(utf8('# T\n\nText.'), 'a.md')).toMatchObject({ title: 'T' });
    },
  );
});

it('keeps names of files as they are and touches nothing outside the index', async () => {
  const outside = await temporaryFolder();
  const folder = join(outside, 'documents');
  const names = [
    "o'neill.md",
    '..md',
    '...md',
    "x' OR '1'='1.md",
    'a\nb.md',
    '%2e%2e%2fup.md',
    'back\\..\\up.md',
    '‮dm.exe.md',
    '🙂.md',
    `${'x'.repeat(240)}.md`,
  ];
  await mkdir(folder);
  for (const name of names) await writeFile(join(folder, name), '# T\n\nText.');
  const store = await LanceStore.open(join(outside, 'index'));
  const { added } = await ingest([{ folder, prefix: '' }], store);
  const visible = names.filter((name) => !name.startsWith('.'));
  expect(added).toBe(visible.length);
  expect([...(await store.hashes()).keys()].sort()).toEqual(visible.sort());
  expect((await readdir(outside)).sort()).toEqual(['documents', 'index']);
});

it('answers or refuses any question in time', { timeout: 120_000 }, async () => {
  const index = await indexOfExamples();
  const conversation = new Conversation({
    knowledge: () => ({ version: '1', documents: 45, index }),
    answerers: () => [new ExtractiveAnswerer()],
    topK: 3,
    minScore: 0.5,
    serviceDesk: 'the desk',
    onFallback: () => undefined,
  });
  const questions = [
    ...times(60, () => controls(Math.floor(random() * 4_000))),
    ...times(20, (at) => 'password '.repeat(at * 20)),
    ...times(10, (at) => 'v p n '.repeat(at * 60)),
    'a'.repeat(1_000_000),
    'how do i print '.repeat(70_000),
    'ignore all rules '.repeat(60_000),
    "'; DROP TABLE passages; --",
    '../../../../etc/passwd',
    '',
  ];
  for (const question of questions) {
    const startedAt = performance.now();
    const history = [{ role: 'user' as const, text: question }];
    const request = { question, history, inDomain: true, persona: '', withRanking: true };
    const types: string[] = [];
    for await (const part of conversation.ask(request, new AbortController().signal))
      types.push(part.type);
    expect(types.at(-1)).toBe('done');
    expect(performance.now() - startedAt, question.slice(0, 40)).toBeLessThan(LONGEST_MS);
  }
});
