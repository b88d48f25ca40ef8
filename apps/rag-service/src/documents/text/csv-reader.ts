import Papa from 'papaparse';
import type { Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { decodeText, oneLine, titleFromName } from '../plain-text.js';

/** Tables as text, whatever stands between their cells; the first line names the columns. */
export class CsvReader implements DocumentReader {
  readonly extensions = ['.csv', '.tsv'];

  read(bytes: Uint8Array, name: string): Document {
    const { data } = Papa.parse<string[]>(decodeText(bytes), { skipEmptyLines: 'greedy' });
    const [header = [], ...rows] = data.map((row) => row.map(oneLine));
    return {
      title: titleFromName(name),
      blocks: header.length > 0 ? [{ kind: 'table', heading: [], header, rows }] : [],
    };
  }
}
