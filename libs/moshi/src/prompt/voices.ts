import { readdir } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';
import { UnusableModel } from '../unusable-model.js';

export const VOICES_FOLDER = 'voices';

/** Kinds of voice prompts, the better one of two with one name first. */
const KINDS = ['.pt', '.wav'];

/** File names of the voices in a folder, sorted; none when there is no such folder. */
export async function listVoices(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => KINDS.includes(extname(name).toLowerCase())).sort();
}

/**
 * The file of a voice, named with or without its ending. Only what lies in the folder can be named.
 * @throws UnusableModel that lists the voices that there are
 */
export async function findVoice(folder: string, name: string): Promise<string> {
  const voices = await listVoices(folder);
  const wanted = [name, ...KINDS.map((kind) => `${name}${kind}`)];
  const found = wanted.find((candidate) => voices.includes(candidate));
  if (found) return join(folder, found);
  const known = [...new Set(voices.map((voice) => parse(voice).name))];
  throw new UnusableModel(
    known.length > 0
      ? `There is no voice "${name}". Choose one of ${known.join(', ')}.`
      : `There is no voice "${name}": ${folder} holds none. "parley models pull" fetches voices.`,
  );
}
