import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../errors.js';
import { ROOT } from '../stack/index.js';

export const QUESTIONS_DIR = join(ROOT, 'examples/questions');

const BundledQuestion = z.object({
  id: z.string(),
  /** The recording, in the folder of the list. */
  file: z.string(),
  text: z.string(),
  /** The document that answers it; null when none does. */
  document: z.string().nullable(),
});
export type BundledQuestion = z.infer<typeof BundledQuestion>;

/** @throws CliError when the folder holds no list of questions. */
export async function readQuestions(folder: string): Promise<BundledQuestion[]> {
  const path = join(folder, 'questions.json');
  try {
    return z
      .array(BundledQuestion)
      .min(1)
      .parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const problem = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new CliError(`${path} is not a list of questions: ${problem}`, { cause });
  }
}
