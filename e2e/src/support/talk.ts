import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CLI, collect, QUESTIONS } from './stack.js';

const BundledQuestion = z.object({
  id: z.string(),
  file: z.string(),
  text: z.string(),
  document: z.string().nullable(),
});
export type BundledQuestion = z.infer<typeof BundledQuestion>;

/** The spoken questions that come with the examples. */
export const questions = z
  .array(BundledQuestion)
  .parse(JSON.parse(readFileSync(join(QUESTIONS, 'questions.json'), 'utf8')));

/** What `parley talk --json` promises to print. */
const ConversationJson = z.object({
  transcript: z.string(),
  answer: z.string(),
  citations: z.array(z.object({ document: z.string(), title: z.string(), score: z.number() })),
  latencyMs: z.object({
    endOfSpeechToFirstAudio: z.number(),
    endOfTurn: z.number(),
    transcript: z.number(),
    answer: z.number(),
    voice: z.number(),
    firstFrame: z.number(),
  }),
  audioSeconds: z.number(),
  framesIn: z.number(),
  framesOut: z.number(),
});
export type ConversationJson = z.infer<typeof ConversationJson>;

/** Speaks one recording to the stack through the CLI. */
export async function talk(
  file: string,
  url: string,
  ...more: string[]
): Promise<ConversationJson> {
  const child = spawn(
    process.execPath,
    [CLI, 'talk', join(QUESTIONS, file), '--json', '--url', url, ...more],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const printed = collect(child);
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`parley talk ${file} ended with exit code ${code}: ${printed()}`);
  return ConversationJson.parse(JSON.parse(printed()));
}
