import type { CheerioAPI } from 'cheerio';
import type { Element } from 'domhandler';
import { format } from 'numfmt';

/** How Excel shows numbers of the formats that it does not write down. */
const BUILT_IN: Record<number, string> = {
  ...{
    1: '0',
    2: '0.00',
    3: '#,##0',
    4: '#,##0.00',
    9: '0%',
    10: '0.00%',
    11: '0.00E+00',
    12: '# ?/?',
  },
  ...{ 14: 'yyyy-mm-dd', 15: 'd-mmm-yy', 16: 'd-mmm', 17: 'mmm-yy', 18: 'h:mm AM/PM', 20: 'h:mm' },
  ...{
    21: 'h:mm:ss',
    22: 'yyyy-mm-dd h:mm',
    37: '#,##0',
    38: '#,##0',
    39: '#,##0.00',
    40: '#,##0.00',
  },
  ...{ 45: 'mm:ss', 46: '[h]:mm:ss', 47: 'mm:ss.0', 49: '@' },
};

/** Gives the cells of a workbook as they are shown. */
export class SheetCells {
  private readonly texts: string[];
  private readonly formats: string[];

  constructor(sharedStrings: CheerioAPI, styles: CheerioAPI) {
    this.texts = sharedStrings('si')
      .toArray()
      .map((item) => richText(sharedStrings, item));
    const own = new Map(
      styles('numFmt')
        .toArray()
        .map(({ attribs }) => [attribs['numFmtId'], attribs['formatCode'] ?? 'General']),
    );
    this.formats = styles('cellXfs > xf')
      .toArray()
      .map(
        ({ attribs: { numFmtId = '0' } }) =>
          own.get(numFmtId) ?? BUILT_IN[Number(numFmtId)] ?? 'General',
      );
  }

  textOf($: CheerioAPI, cell: Element): string {
    const value = $(cell).children('v').text();
    switch (cell.attribs['t']) {
      case 's':
        return this.texts[Number(value)] ?? '';
      case 'inlineStr':
        return richText($, cell);
      case 'b':
        return value === '1' ? 'yes' : 'no';
      case 'str':
        return value;
      case 'e':
        return '';
      default:
        return value === '' ? '' : this.numberText(Number(value), Number(cell.attribs['s'] ?? 0));
    }
  }

  private numberText(value: number, style: number): string {
    const pattern = this.formats[style] ?? 'General';
    try {
      return format(pattern, value, { throws: true }).trim();
    } catch {
      return String(value);
    }
  }
}

/** What is struck out, and how a word is pronounced, is left out. */
function richText($: CheerioAPI, item: Element): string {
  return $(item)
    .find('t')
    .filter((_, text) => $(text).closest('rPh').length === 0)
    .filter((_, text) => $(text).closest('r').find('rPr > strike').length === 0)
    .text();
}
