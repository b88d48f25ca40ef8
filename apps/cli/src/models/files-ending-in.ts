import { readdir } from 'node:fs/promises';

/** Names in a folder, in order. */
export async function filesEndingIn(folder: string, ending: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
}
