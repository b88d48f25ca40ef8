/** A part of a document that is read as a whole. `heading` is the path of headings above it, title excluded. */
export type Block = { heading: string[] } & (
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'steps'; items: string[] }
  | { kind: 'table'; header: string[]; rows: string[][] }
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
  if (block.kind === 'paragraph') return [block.text];
  if (block.kind === 'table') return [block.header, ...block.rows].map((row) => row.join(' | '));
  return block.kind === 'steps'
    ? block.items.map((item, index) => `${index + 1}. ${item}`)
    : block.items.map((item) => `- ${item}`);
}

export function wordCount(block: Block): number {
  return linesOf(block).join(' ').split(/\s+/).filter(Boolean).length;
}
