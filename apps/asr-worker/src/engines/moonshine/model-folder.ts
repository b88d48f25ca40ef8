import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MoonshineModelUnusable } from './errors.js';

/** Paths of the files of one model. */
export interface MoonshineFiles {
  readonly encoder: string;
  readonly decoder: string;
  readonly tokenizer: string;
}

/** File names by part; ONNX Runtime's own format comes first, since it loads faster. */
const NAMES: Readonly<Record<keyof MoonshineFiles, readonly string[]>> = {
  encoder: ['encoder_model.ort', 'encoder_model.onnx'],
  decoder: ['decoder_model_merged.ort', 'decoder_model_merged.onnx'],
  tokenizer: ['tokenizer.bin'],
};

const HOW_TO_GET_IT = '`parley models pull speech` fetches it.';

/**
 * Finds the files of a Moonshine model (tiny or base, English) in a folder.
 * @throws MoonshineModelUnusable naming what was looked for and what was found.
 */
export async function readMoonshineFolder(
  folder: string,
): Promise<MoonshineFiles & { name: string }> {
  const found = await readdir(folder).catch((cause: unknown) => {
    throw new MoonshineModelUnusable(
      `There is no Moonshine model: ${folder} is not a folder that can be read. ${HOW_TO_GET_IT}`,
      { cause },
    );
  });
  const path = (part: keyof MoonshineFiles) => {
    const name = NAMES[part].find((candidate) => found.includes(candidate));
    return name ? join(folder, name) : undefined;
  };
  const [encoder, decoder, tokenizer] = [path('encoder'), path('decoder'), path('tokenizer')];
  if (!encoder || !decoder || !tokenizer) throw incomplete(folder, found);
  return { encoder, decoder, tokenizer, name: basename(folder) };
}

/** One of the files is there and cannot be used. */
export function damaged(folder: string, cause: unknown): MoonshineModelUnusable {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MoonshineModelUnusable(
    `The Moonshine model in ${folder} is damaged or of another kind: ${reason} ${HOW_TO_GET_IT}`,
    { cause },
  );
}

function incomplete(folder: string, found: readonly string[]): MoonshineModelUnusable {
  const wanted = Object.values(NAMES).map((names) => names.join(' or '));
  return new MoonshineModelUnusable(
    `${folder} holds no Moonshine model. Looked for ${wanted.join(', ')}. ` +
      `Found: ${found.join(', ') || 'nothing'}. ${HOW_TO_GET_IT}`,
  );
}
