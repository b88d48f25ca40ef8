import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { CliError } from '../errors.js';

/** A recording and what is said in it. */
export interface ReferenceRecording {
  path: string;
  /** The path below the folder that was given. */
  name: string;
  /** All that is said, or the words alone that must be heard. */
  text: string;
  isKeywords: boolean;
}

const TextList = z.array(
  z
    .object({ file: z.string(), text: z.string() })
    .or(z.object({ file: z.string(), keywords: z.array(z.string()) })),
);
type Said = Pick<ReferenceRecording, 'text' | 'isKeywords'>;

/**
 * The recordings of a folder and of those below it that have a text: in a list (`*.json` of `file` and `text` or `keywords`), in
 * LibriSpeech's `*.trans.txt` (an id and the text on each line), or in `NAME.txt` beside `NAME.wav`.
 * @throws CliError when there are none.
 */
export async function readReferences(folder: string): Promise<ReferenceRecording[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new CliError(`${folder} cannot be read: ${String(cause)}`, { cause });
    },
  );
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const texts = new Map((await Promise.all(files.map(textsIn))).flat());
  const spoken = files
    .filter((path) => /\.wav$/i.test(path) && texts.has(path))
    .map((path) => ({ path, name: relative(folder, path), ...(texts.get(path) as Said) }));
  if (spoken.length > 0) return spoken.sort((a, b) => (a.name < b.name ? -1 : 1));
  throw new CliError(
    `${folder} has no WAV file with a text: put NAME.txt beside NAME.wav, or a list texts.json of {"file", "text"}.`,
  );
}

async function textsIn(path: string): Promise<[string, Said][]> {
  const at = (file: string) => join(dirname(path), file);
  if (path.endsWith('.json')) {
    const list = TextList.safeParse(parsed(await readFile(path, 'utf8')));
    return (list.data ?? []).map((row) => [at(row.file), saidIn(row)]);
  }
  if (!path.endsWith('.txt')) return [];
  const text = await readFile(path, 'utf8');
  if (!path.endsWith('.trans.txt')) return [[at(`${basename(path, '.txt')}.wav`), all(text)]];
  return text
    .split('\n')
    .map((line) => /^(\S+)\s+(.+)$/.exec(line))
    .flatMap((found) => (found ? [[at(`${found[1]}.wav`), found[2] ?? ''] as const] : []))
    .map(([file, words]) => [file, all(words)]);
}

function saidIn(row: z.infer<typeof TextList>[number]): Said {
  if ('text' in row) return all(row.text);
  return { text: row.keywords.join(' '), isKeywords: true };
}

function all(text: string): Said {
  return { text: text.trim(), isKeywords: false };
}

/** Other JSON files may lie beside the recordings. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
