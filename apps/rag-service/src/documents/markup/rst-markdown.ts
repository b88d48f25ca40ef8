import Papa from 'papaparse';
import { inlineMarkdown } from './rst-inline.js';
import { isTableStart, tableAt, tableOf } from './rst-table.js';

const ADORNMENT = /^([!-/:-@[-`{-~])\1{2,}\s*$/;
const DIRECTIVE = /^(\s*)\.\. (?:\|[^|]+\| )?([\w:.-]+)::\s*(.*)$/;
const CALLOUT =
  /^(?:note|tip|hint|important|warning|caution|danger|attention|error|seealso|admonition|todo|versionadded|versionchanged|deprecated)$/;
const CODE =
  /^(?:code|code-block|sourcecode|literalinclude|parsed-literal|highlight|prompt|math|doctest|program-output|graphviz|mermaid)$/;
/** What leads to other pages or is no text. */
const NOTHING =
  /^(?:toctree|contents|include|image|raw|meta|index|only|ifconfig|role|default-role|include|youtube|video|auto.*|currentmodule|module|highlight|replace|unicode|date|target-notes|sectnum|header|footer|bibliography)$/;

/** A text in reStructuredText as Markdown. */
export function markdownFromRst(text: string): string {
  return new Translation(text.replaceAll('\t', '        ').split('\n')).markdown();
}

class Translation {
  private readonly out: string[] = [];
  private at = 0;

  constructor(
    private readonly lines: readonly string[],
    private readonly levels: string[] = [],
  ) {}

  markdown(): string {
    while (this.at < this.lines.length) this.block();
    return this.out.join('\n');
  }

  private block(): void {
    const line = this.lines[this.at] ?? '';
    if (this.heading()) return;
    if (isTableStart(line)) return this.table();
    if (/^\s*\.\.(?: |$)/.test(line)) return this.explicit(line);
    if (/^\s*:[\w -]+:(?:\s|$)/.test(line) && !/^\s*:\w+:`/.test(line)) return this.field(line);
    if (/^(\s*)\|(?: |$)/.test(line)) this.put(line.replace(/^(\s*)\| ?/, '$1') + '  ');
    else if (/::\s*$/.test(line)) return this.literal(line);
    else if (this.isTerm(line)) return this.definition(line);
    else
      this.put(
        inlineMarkdown(
          line
            .replace(/^(\s*)(?:#\.|\(?(\d+)\)|\(?[a-z]\)|[a-z]\.) /, '$1$2. ')
            .replace(/^(\s*)\. /, '$11. '),
        ),
      );
    this.at++;
  }

  /** A title, with a line of one sign below it or also above; the order in which signs come is their depth. */
  private heading(): boolean {
    const [first = '', second = '', third = ''] = this.lines.slice(this.at, this.at + 3);
    const over = ADORNMENT.test(first) && second.trim() !== '' && ADORNMENT.test(third);
    const under = !over && /^\S/.test(first) && !ADORNMENT.test(first) && ADORNMENT.test(second);
    if (!over && !under) return false;
    const mark = (over ? third : second).charAt(0) + (over ? '^' : '');
    if (!this.levels.includes(mark)) this.levels.push(mark);
    const depth = Math.min(6, this.levels.indexOf(mark) + 1);
    this.put('', `${'#'.repeat(depth)} ${inlineMarkdown((over ? second : first).trim())}`, '');
    this.at += over ? 3 : 2;
    return true;
  }

  private table(): void {
    const { html, next } = tableAt(this.lines, this.at);
    this.put('', html, '');
    this.at = next;
  }

  /** Directives, targets, footnotes and comments. */
  private explicit(line: string): void {
    const [, indent = '', name = '', argument = ''] = DIRECTIVE.exec(line) ?? [];
    this.at++;
    const body = this.indented(line);
    if (name) this.directive(indent, name, argument, body);
    else {
      const [, note] = /^\s*\.\. \[[^\]]+\]\s*(.*)$/.exec(line) ?? [];
      if (note !== undefined) this.put('', inlineMarkdown([note, ...body].join(' ')), '');
    }
  }

  private directive(indent: string, name: string, argument: string, body: string[]): void {
    const start = body.findIndex((line) => !/^\s*:[\w-]+:/.test(line));
    const options = body.slice(0, start < 0 ? body.length : start);
    const content = start < 0 ? [] : body.slice(start);
    const put = (...lines: string[]) =>
      this.put(...lines.map((line) => (line ? indent + line : '')));
    if (CODE.test(name)) {
      if (name === 'math' && argument) content.unshift(argument);
      put('', '```', ...content.join('\n').trim().split('\n'), '```', '');
    } else if (NOTHING.test(name)) return;
    else if (name === 'list-table') put('', listTable(content, options), '');
    else if (name === 'csv-table') put('', csvTable(content, options), '');
    else {
      const inner = new Translation(content, this.levels).markdown().split('\n');
      const lead = name === 'figure' ? '' : inlineMarkdown(argument);
      if (CALLOUT.test(name)) {
        const isTitle = name === 'admonition';
        const text = isTitle || !lead ? inner : [lead, ...inner];
        put(
          '',
          `:::::::${isTitle ? 'note' : name} ${isTitle ? lead : ''}`,
          '',
          ...text,
          '',
          ':::::::',
          '',
        );
      } else
        put(
          '',
          ...(/^tab/.test(name) ? [`**${lead}**`, ''] : lead ? [lead, ''] : []),
          ...inner,
          '',
        );
    }
  }

  /** Fields at the beginning of a document are about it; others belong to what is around them. */
  private field(line: string): void {
    const [, indent = '', name = '', value = ''] = /^(\s*):([\w -]+):\s*(.*)$/.exec(line) ?? [];
    this.at++;
    if (!/^(?:orphan|tocdepth|nosearch|hidetoc|nocomments)$/.test(name))
      this.put(`${indent}- ${name}: ${inlineMarkdown([value, ...this.indented(line)].join(' '))}`);
  }

  /** "For example::" and what is indented below it. */
  private literal(line: string): void {
    this.at++;
    const lead = line.trim() === '::' ? '' : inlineMarkdown(line.replace(/::\s*$/, ':'));
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const body = this.indented(line)
      .join('\n')
      .replace(/^\n+|\s+$/g, '');
    this.put(lead, '');
    if (body)
      this.put(
        ...['```', ...body.split('\n'), '```', ''].map((each) => (each ? indent + each : '')),
      );
  }

  private isTerm(line: string): boolean {
    const next = this.lines[this.at + 1] ?? '';
    return (
      /^[^\s\-*+#:.|>][^\n]*$/.test(line) &&
      !/^\d+[.)]/.test(line) &&
      /^\s+\S/.test(next) &&
      !(this.lines[this.at - 1] ?? '').trim()
    );
  }

  private definition(line: string): void {
    this.at++;
    const body = new Translation(this.indented(line), this.levels).markdown().trim().split('\n');
    this.put(
      '',
      inlineMarkdown(line),
      ...body.map((each, at) => (at === 0 ? `: ${each}` : `    ${each}`)),
      '',
    );
  }

  /** Lines that are further right than this one, less what they have in common. */
  private indented(line: string): string[] {
    const own = line.search(/\S/);
    const from = this.at;
    while (this.at < this.lines.length) {
      const next = this.lines[this.at] ?? '';
      if (next.trim() && next.search(/\S/) <= own) break;
      this.at++;
    }
    const taken = this.lines.slice(from, this.at);
    const least = Math.min(...taken.filter((each) => each.trim()).map((each) => each.search(/\S/)));
    return taken.map((each) => each.slice(Math.min(each.length, least)));
  }

  private put(...lines: string[]): void {
    for (const line of lines) this.out.push(line);
  }
}

function listTable(content: readonly string[], options: readonly string[]): string {
  const rows: string[][] = [];
  for (const line of content) {
    const [, row, cell] = /^(?:(\*)|\s) - ?(.*)$/.exec(line) ?? [];
    if (row) rows.push([]);
    const last = rows.at(-1);
    if (cell !== undefined) last?.push(cell);
    else if (last && line.trim()) last[last.length - 1] = `${last.at(-1) ?? ''} ${line.trim()}`;
  }
  return tableOf(rows, headsIn(options));
}

function csvTable(content: readonly string[], options: readonly string[]): string {
  const header = optionIn(options, 'header');
  const rows = Papa.parse<string[]>(
    [...(header ? [header] : []), ...content].join('\n').trim(),
  ).data;
  return tableOf(rows, header ? 1 : headsIn(options));
}

function headsIn(options: readonly string[]): number {
  return Number(optionIn(options, 'header-rows') ?? 0);
}

function optionIn(options: readonly string[], name: string): string | undefined {
  return options.map((line) => new RegExp(`^\\s*:${name}:\\s*(.*)$`).exec(line)?.[1]).find(Boolean);
}
