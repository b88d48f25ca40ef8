import { TextDecoder } from 'node:util';
import { escaped } from '../html/escaped.js';
import { oneLine } from '../plain-text.js';

export interface RtfToken {
  type: number;
  word?: string;
  param?: number;
  data?: Buffer;
}
const GROUP_START = 0;
const GROUP_END = 1;
const CONTROL = 2;

/** Groups that are not part of the text; of the others that a reader need not know, RTF itself says so with \*. */
const ASIDE =
  /^(?:fonttbl|colortbl|stylesheet|info|pict|object|header[lrf]?|footer[lrf]?|listtable|listoverridetable|rsidtbl|generator|themedata|colorschememapping|datastore|latentstyles|xmlnstbl|fldinst|bkmkstart|bkmkend|annotation|atnid|atnauthor|nonshppict|filetbl|revtbl|deleted|listtext|pntext)$/;
const SIGNS: Record<string, string> = {
  ...{
    tab: ' ',
    line: ' ',
    emdash: '—',
    endash: '–',
    lquote: '‘',
    rquote: '’',
    ldblquote: '“',
    rdblquote: '”',
  },
  ...{ bullet: '•', '~': ' ', _: '-', emspace: ' ', enspace: ' ' },
};

interface State {
  isAside: boolean;
  isHidden: boolean;
  isTitle: boolean;
  /** How many bytes stand for a character that was given by its number, for programs that know no numbers. */
  skipped: number;
}

/** Makes HTML of the tokens of an RTF text. */
export class RtfText {
  private state: State = { isAside: false, isHidden: false, isTitle: false, skipped: 1 };
  private readonly above: State[] = [];
  private decoder = new TextDecoder('windows-1252');
  private paragraph = '';
  private cells: string[] = [];
  private inTable = false;
  private toSkip = 0;
  private documentTitle = '';
  private readonly out: string[] = [];
  private rows: string[] = [];

  take(token: RtfToken): void {
    if (token.type === GROUP_START) this.above.push({ ...this.state });
    else if (token.type === GROUP_END) this.state = this.above.pop() ?? this.state;
    else if (token.type === CONTROL) this.control(token);
    else this.add(this.unskipped(token.data ?? Buffer.alloc(0)));
  }

  title(): string | undefined {
    return oneLine(this.documentTitle) || undefined;
  }

  html(): string {
    this.endParagraph();
    this.endTable();
    return this.out.join('');
  }

  private control({ word = '', param, data }: RtfToken): void {
    const { state } = this;
    const isOn = param !== 0;
    if (word === '*' || ASIDE.test(word)) state.isAside = true;
    else if (word === 'title') Object.assign(state, { isAside: false, isTitle: true });
    else if (word === 'v' || word === 'strike' || word === 'striked') state.isHidden = isOn;
    else if (word === 'plain') state.isHidden = false;
    else if (word === 'ansicpg') this.decoder = decoderOf(param ?? 1252);
    else if (word === 'uc') state.skipped = param ?? 1;
    else if (word === 'u') this.character(param ?? 63);
    else if (word === "'") this.add(this.unskipped(data ?? Buffer.of()));
    else if (word === 'pard') this.inTable = false;
    else if (word === 'intbl') this.inTable = true;
    else if (word === 'par' || word === 'sect' || word === 'page') this.endParagraph();
    else if (word === 'cell') this.endCell();
    else if (word === 'row') this.endRow();
    else this.add(SIGNS[word] ?? (/^[{}\\]$/.test(word) ? word : ''));
  }

  private character(code: number): void {
    this.add(String.fromCharCode(code < 0 ? code + 65_536 : code));
    this.toSkip = this.state.skipped;
  }

  private unskipped(data: Buffer): string {
    const rest = data.subarray(this.toSkip);
    this.toSkip = Math.max(0, this.toSkip - data.length);
    return this.decoder.decode(rest);
  }

  private add(text: string): void {
    if (this.state.isTitle) this.documentTitle += text;
    else if (!this.state.isAside && !this.state.isHidden) this.paragraph += text;
  }

  private endParagraph(): void {
    if (this.inTable) {
      this.paragraph += ' ';
      return;
    }
    this.endTable();
    if (this.paragraph.trim()) this.out.push(`<p>${escaped(this.paragraph)}</p>`);
    this.paragraph = '';
  }

  private endCell(): void {
    this.cells.push(`<td>${escaped(this.paragraph)}</td>`);
    this.paragraph = '';
  }

  private endRow(): void {
    this.rows.push(`<tr>${this.cells.join('')}</tr>`);
    this.cells = [];
    this.inTable = false;
  }

  private endTable(): void {
    if (this.rows.length > 0) this.out.push(`<table>${this.rows.join('')}</table>`);
    this.rows = [];
  }
}

function decoderOf(codePage: number): TextDecoder {
  try {
    return new TextDecoder(codePage === 65001 ? 'utf-8' : `windows-${codePage}`);
  } catch {
    return new TextDecoder('windows-1252');
  }
}
