import { describe, expect, it } from 'vitest';
import { utf8 } from '../../testing/hostile-text.js';
import { linesOf } from '../document.js';
import { readDocument } from '../reader.js';

const read = (text: string, name = 'a.md') => readDocument(utf8(text), name);
const linesIn = async (text: string, name?: string) =>
  (await read(text, name)).blocks.flatMap((block) => [...block.heading, ...linesOf(block)]);

describe('dialects of Markdown leave what their pages show', () => {
  it.each([
    [
      'MkDocs admonition',
      '!!! warning\n    Keep it **dry**.\n\n    - Always.\n\nAfter.',
      ['Warning: Keep it dry.', '- Always.', 'After.'],
    ],
    [
      'MkDocs admonition with a title',
      '!!! tip "On Mondays"\n    Come early.',
      ['On Mondays: Come early.'],
    ],
    ['MkDocs note', '!!! note\n    Come early.', ['Come early.']],
    ['MkDocs admonition, folded', '??? danger "Fire"\n\n    Leave.', ['Fire: Leave.']],
    [
      'MkDocs tabs',
      '=== "Linux"\n\n    Use lpr.\n\n=== "Windows"\n\n    Use the dialog.\n\nAfter.',
      ['Linux', 'Use lpr.', 'Windows', 'Use the dialog.', 'After.'],
    ],
    [
      'MkDocs attributes',
      '# T {#top}\n\n## Print { .big data-x=1 }\n\nText [link](a.md){ target=_blank }.',
      ['Print', 'Text link.'],
    ],
    [
      'MkDocs marks',
      'Press ++ctrl+p++, ==now==. 10^6^ H~2~O :material-home: at 10:30:00',
      ['Press ctrl+p, now. 10⁶ H2O at 10:30:00'],
    ],
    ['MkDocs snippets', '--8<-- "a.md"\n\n[TOC]\n\nText.', ['Text.']],
    [
      'Docusaurus admonition',
      ':::danger Take care\n\nIt is *hot*.\n\n:::\n\nAfter.',
      ['Take care: It is hot.', 'After.'],
    ],
    [
      'Docusaurus admonitions in each other',
      '::::tip[Outer]\n\nA.\n\n:::warning\n\nB.\n\n:::\n\n::::\n\nAfter.',
      ['Outer: A.', 'Warning: B.', 'After.'],
    ],
    [
      'MDX modules',
      "import Tabs from '@theme/Tabs';\nimport {\n  a,\n} from 'b';\n\nexport const x = 1;\n\nText {props.name} here.",
      ['Text here.'],
      'a.mdx',
    ],
    ['MDX modules in plain Markdown', "import Tabs from '@theme/Tabs';\n\nText.", ['Text.']],
    [
      'MDX components',
      '<Tabs values={[{ label: "x > y" }]}>\n<TabItem value="l" label="Linux">\n\nUse lpr.\n\n</TabItem>\n</Tabs>\n\n<Badge />\n\nAfter.',
      ['Linux', 'Use lpr.', 'After.'],
      'a.mdx',
    ],
    [
      'MDX comments',
      'Before. {/* secret */}\n\n{/* more\n\nsecret */}\n\nAfter.',
      ['Before.', 'After.'],
      'a.mdx',
    ],
    [
      'Liquid',
      '{% if site.x %}Text{% endif %} {{ site.name }}. See [the form]({% page "/a/b#c" %}) in {% channel "desk" "the desk channel" %}.',
      ['Text . See the form in the desk channel.'],
    ],
    ['Liquid comments', '{% comment %}secret{% endcomment %}Text.', ['Text.']],
    ['Liquid includes', '{% include note.html content="Keep it dry." %}', ['Keep it dry.']],
    [
      'Liquid highlights',
      '{% highlight sh %}\nlpr x\n{% endhighlight %}\n\nAfter.',
      ['lpr x', 'After.'],
    ],
    ['Kramdown attributes', '# T\n\n## Print\n{: .no_toc }\n\nText{: .big}.', ['Print', 'Text.']],
    [
      'Hugo short codes',
      '{{< notice tip >}}\nKeep it dry.\n{{< /notice >}}\n\nSee {{< ref "a.md" >}} {{% param x %}}{{</* secret */>}}now.',
      ['Keep it dry.', 'See now.'],
    ],
    ['GitHub alerts', '> [!WARNING]\n> Keep it dry.', ['Warning: Keep it dry.']],
    [
      'formulas',
      'Before $x^2$ for $5 and $10.\n\n$$\n\\frac{a}{b}\n$$\n\nAfter.',
      ['Before x^2 for $5 and $10.', '\\frac{a}{b}', 'After.'],
    ],
    ['footnotes', 'Text.[^1]\n\n[^1]: A note.', ['Text.', 'A note.']],
    [
      'links of wikis',
      'See [[Printers|the printers]] and [[Paper]].',
      ['See the printers and Paper.'],
    ],
    ['links to nowhere', 'See [the forum][1] and [a page](a b.md).', ['See the forum and a page.']],
    ['definitions', 'Duplex\n: Both sides.\n\nAfter.', ['- Duplex: Both sides.', 'After.']],
    ['struck text', 'The desk is ~~closed~~ open.', ['The desk is open.']],
    [
      'comments',
      'A <!-- layoffs <hr@example.org> in June --> b.\n\n<!--\n\nsecret\n\n<b>-->\n\nc',
      ['A b.', 'c'],
    ],
    [
      'HTML',
      '<details>\n<summary>More</summary>\n\nText with <del>no</del> <kbd>x</kbd>.\n\n</details>',
      ['More', 'Text with x.'],
    ],
  ])('%s', async (_, text, lines, name?: string) => {
    expect(await linesIn(text, name)).toEqual(lines);
  });

  it('leaves code as it is', async () => {
    const code = '{% if a %} {{ b }} <!-- c --> [d](e) !!! note $x$';
    const { blocks } = await read(
      `Text \`${code}\`.\n\n\`\`\`\n${code}\n\`\`\`\n\n- a\n\n  \`\`\`sh\n  ${code}\n  \`\`\``,
    );
    expect(blocks).toMatchObject([
      { kind: 'paragraph', text: `Text ${code}.` },
      { kind: 'code', text: code },
      { kind: 'list', items: ['a'] },
      { kind: 'code', text: code },
    ]);
  });
});

describe('front matter', () => {
  it('gives title, description and what is searched', async () => {
    const { title, blocks } = await read(
      '---\ntitle: "Printing: how"\ndescription: How to print.\nkeywords: [paper, ink]\ntags:\n  - staff\ndate: 2026-05-01\nlayout: page\npermalink: /x/\n---\n\n# Print\n\nText.',
    );
    expect(title).toBe('Printing: how');
    expect(blocks).toEqual([
      { kind: 'paragraph', heading: [], text: 'How to print.' },
      {
        kind: 'metadata',
        heading: [],
        rows: [
          ['Keywords', 'paper, ink'],
          ['Tags', 'staff'],
          ['Date', '2026-05-01'],
        ],
      },
      { kind: 'paragraph', heading: ['Print'], text: 'Text.' },
    ]);
  });

  it.each([
    ['in TOML', '+++\ntitle = "Print"\n+++\n\nText.'],
    ['with a colon that needed quotes', '---\ntitle: Print\nsummary: a: b: c\n---\n\nText.'],
    ['with other ends of lines', '---\r\ntitle: Print\r\n---\r\n\r\nText.'],
  ])('may be %s', async (_, text) => {
    const { title, blocks } = await read(text);
    expect(title).toBe('Print');
    expect(blocks.at(-1)).toMatchObject({ text: 'Text.' });
  });

  it('is told from a text between two rules', async () => {
    expect(await linesIn('---\nJust text here.\n\n---\n\nAfter.')).toContain('Just text here.');
  });
});

it.each([
  ['utf-16le', Buffer.from('\ufeff# Café\n\nZoë', 'utf16le')],
  ['utf-16be', Buffer.from('\ufeff# Café\n\nZoë', 'utf16le').swap16()],
  ['utf-8 with a mark', Buffer.from('\ufeff# Café\n\nZoë')],
  ['windows-1252', Buffer.from('# Caf\xe9\n\nZo\xeb', 'latin1')],
])('reads a text in %s', async (_, bytes) => {
  const { title, blocks } = await readDocument(bytes, 'a.md');
  expect([title, ...blocks.flatMap(linesOf)]).toEqual(['Café', 'Zoë']);
});
