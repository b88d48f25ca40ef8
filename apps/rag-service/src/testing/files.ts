import { strToU8, zipSync } from 'fflate';

interface PdfLine {
  text: string;
  size: number;
  gap: number;
}

/** A PDF of one page; each line is set in letters of its size, in points, `gap` points below the one above. */
export function pdfOf(lines: readonly PdfLine[]): Uint8Array {
  return pdfOfPages([shownLines(lines)]);
}

/** The program that shows such lines. */
export function shownLines(lines: readonly PdfLine[]): string {
  const shown = lines.map(({ text, size, gap }) => `/F1 ${size} Tf 0 -${gap} Td (${text}) Tj`);
  return `BT 20 800 Td ${shown.join('\n')} ET`;
}

/** A PDF with a page for each program; /Im1 is a picture. */
export function pdfOfPages(programs: readonly string[]): Uint8Array {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${programs.map((_, at) => `${5 + 2 * at} 0 R`).join(' ')}]/Count ${programs.length}>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\nx\nendstream',
    ...programs.flatMap((program, at) => [
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 840]/Contents ${6 + 2 * at} 0 R/Resources<</Font<</F1 3 0 R>>/XObject<</Im1 4 0 R>>>>>>`,
      `<</Length ${program.length}>>stream\n${program}\nendstream`,
    ]),
  ];
  const numbered = objects.map((object, at) => `${at + 1} 0 obj\n${object}\nendobj`);
  return strToU8(`%PDF-1.4\n${numbered.join('\n')}\ntrailer<</Root 1 0 R>>\n%%EOF`);
}

const CONTENT_TYPES =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const RELATIONS =
  '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';

/** A Word document with this inside its body element, and other files beside it. */
export function docxOf(body: string, others: Record<string, Uint8Array> = {}): Uint8Array {
  const document = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`;
  return zipSync({
    '[Content_Types].xml': strToU8(CONTENT_TYPES),
    '_rels/.rels': strToU8(RELATIONS),
    'word/document.xml': strToU8(document),
    ...others,
  });
}

export function wordParagraph(text: string, style?: string): string {
  const properties = style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : '';
  return `<w:p>${properties}<w:r><w:t>${text}</w:t></w:r></w:p>`;
}
