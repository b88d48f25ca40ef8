import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CliError } from '../errors.js';

const EvalQuestion = z.object({
  question: z.string(),
  /** Name of the document that answers it; null when none does. */
  document: z.string().nullable(),
  /** A phrase that the answer should hold, or several of which one is enough. */
  answer: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat().filter(Boolean))
    .default([]),
  /** What a right answer holds: of each fact one of its wordings. */
  facts: z.array(z.array(z.string()).min(1)).default([]),
  /** What a right answer never holds. */
  not: z.array(z.string()).default([]),
  /** Questions of the same kind are also summed up by themselves. */
  kind: z.string().default('question'),
  /** What the caller has asked before. */
  history: z.array(z.string()).default([]),
});
export type EvalQuestion = z.infer<typeof EvalQuestion>;

/** @throws CliError that names the line of a JSONL file that is not a question. */
export async function readEvalSet(path: string): Promise<EvalQuestion[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError(`${path} cannot be read: ${String(cause)}`, { cause });
  });
  const lines = text.split('\n');
  const questions = lines.flatMap((line, at) =>
    line.trim() ? [parseLine(line, `${path}:${at + 1}`)] : [],
  );
  if (questions.length === 0) throw new CliError(`${path} holds no questions.`);
  return questions;
}

function parseLine(line: string, place: string): EvalQuestion {
  try {
    return EvalQuestion.parse(JSON.parse(line));
  } catch (cause) {
    const problem = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new CliError(`${place} is not a question: ${problem}`, { cause });
  }
}
