import { rename, writeFile } from 'node:fs/promises';

/** Writes a file that others see as it was or as it is now, and never in between. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
