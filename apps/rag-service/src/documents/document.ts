/** A part of a document that is read as a whole. `heading` is the path of headings above it, title excluded. */
export type Block = { heading: string[] } & (
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'steps'; items: string[] }
  | { kind: 'table'; header: string[]; rows: string[][] }
  /** Programs, commands, formulas: searched and shown, never read aloud. */
  | { kind: 'code'; text: string }
  /** What is said about the document or beside its text, name and value: searched and shown, never read aloud. */
  | { kind: 'metadata'; rows: string[][] }
);

/** A document as text: no markup, in reading order. */
export interface Document {
  title: string;
  blocks: Block[];
}

/** A file cannot be read in; `message` says why in one sentence and goes well after the file's name. */
export class DocumentUnreadable extends Error {
  override readonly name = 'DocumentUnreadable';
  /** Whether the same file may be readable at another time. */
  readonly retryable: boolean;

  constructor(
    message: string,
    { retryable = false, ...options }: ErrorOptions & { retryable?: boolean } = {},
  ) {
    super(message, options);
    this.retryable = retryable;
  }
}

/** The block as plain lines, without its headings. */
export function linesOf(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.text];
    case 'code':
      return block.text.split('\n');
    case 'metadata':
      return block.rows.map((row) => row.join(': '));
    case 'table':
      return [block.header, ...block.rows].flatMap((row) => (row.length ? row.join(' | ') : []));
    case 'steps':
      return block.items.map((item, index) => `${index + 1}. ${item}`);
    case 'list':
      return block.items.map((item) => `- ${item}`);
  }
}

export function wordCount(block: Block): number {
  return linesOf(block).join(' ').split(/\s+/).filter(Boolean).length;
}
