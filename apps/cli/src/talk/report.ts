import type { ConversationResult } from './conversation.js';
import { paint, printLine } from '../terminal/print.js';
import { tableLines } from '../terminal/table.js';

/** Names of the latency figures, in the order in which they happen. */
export const STAGES = {
  endOfTurn: 'end of turn decided',
  transcript: 'transcript final',
  answer: 'first sentence found',
  voice: 'first clause spoken',
  firstFrame: 'first frame out',
  endOfSpeechToFirstAudio: 'first reply audio heard here',
} as const satisfies Record<keyof ConversationResult['latencyMs'], string>;
export type Stage = keyof typeof STAGES;

/** Prints a conversation for people: who said what, from where, and how fast. */
export function printConversation({
  transcript,
  answer,
  citations,
  latencyMs,
}: ConversationResult): void {
  printLine(`  ${paint('bold', 'You')}      ${transcript}`);
  printLine(`  ${paint('bold', 'Parley')}   ${answer}`);
  for (const { title, document, score } of citations) {
    printLine(`  ${paint('bold', 'Source')}   ${title} (${document}, score ${score.toFixed(2)})`);
  }
  if (citations.length === 0)
    printLine(`  ${paint('bold', 'Source')}   none: no document answers this`);
  printLine();
  for (const line of latencyLines(latencyMs)) printLine(`  ${line}`);
}

export function latencyLines(latencyMs: ConversationResult['latencyMs']): string[] {
  const rows = (Object.keys(STAGES) as Stage[]).flatMap((stage) => {
    const value = latencyMs[stage];
    return value === undefined ? [] : [[STAGES[stage], value] as const];
  });
  return tableLines(['after the end of speech', 'ms'], rows);
}

/** The object that `--json` prints. */
export function conversationJson({ reply: _reply, ...rest }: ConversationResult): object {
  return rest;
}
