/** One phrasing a line. */
export function phrases([lines = '']: TemplateStringsArray): string[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
