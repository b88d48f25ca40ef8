import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** Colours only where a person looks at it, and not with NO_COLOR. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** One object, for programs; nothing else goes to standard output then. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}
