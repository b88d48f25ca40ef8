/** Fenced code, also inside lists and quotations, and code in a line. */
const CODE =
  /^([ \t>]*(?:[-*+] +)?)(`{3,}|~{3,})[^\n]*(?:\n(?![ \t>]*\2)[^\n]*)*(?:\n[ \t>]*\2[`~]*[ \t]*(?=\n|$))?|(?<!`)(`+)(?!`)(?:[^`\n]|\n(?![ \t]*\n)|(?<!`)(?!\3(?!`))`+(?!`)){1,2000}?\3(?!`)/gm;

/** Changes a text everywhere but in its code. */
export function outsideCode(text: string, change: (prose: string) => string): string {
  let changed = '';
  let from = 0;
  for (const { 0: code, index } of text.matchAll(CODE)) {
    changed += change(text.slice(from, index)) + code;
    from = index + code.length;
  }
  return changed + change(text.slice(from));
}
