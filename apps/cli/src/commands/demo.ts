import { join } from 'node:path';
import type { Command } from 'commander';
import { CliError } from '../errors.js';
import type { Stack } from '../stack/index.js';
import { chatUrl } from '../talk/chat-url.js';
import { converse, type ConversationResult } from '../talk/conversation.js';
import { ownToken } from '../talk/own-token.js';
import { QUESTIONS_DIR, readQuestions } from '../talk/questions.js';
import { loadRecording } from '../talk/recording.js';
import { printConversation } from '../talk/report.js';
import { openProgress } from '../terminal/progress.js';
import { paint, printLine } from '../terminal/print.js';
import { onStopSignal } from '../terminal/stop-signal.js';
import { bringUp, portNumber, SMALL, untilStopped } from './up.js';

interface DemoOptions {
  once?: boolean;
  port?: number;
  small?: boolean;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('Start everything, ask one bundled question aloud, and keep serving.')
    .option('--once', 'end after the conversation; fails when the answer is not from the documents')
    .option(
      '--port <port>',
      'port to serve on (else PORT, else 8998 or the next free one)',
      portNumber,
    )
    .option('--small', SMALL)
    .addHelpText(
      'after',
      `
Examples:
  $ parley demo
  $ parley demo --once`,
    )
    .action(demo);
}

async function demo({ once, ...options }: DemoOptions): Promise<void> {
  const stop = onStopSignal();
  const stack = await bringUp(options, stop);
  try {
    await askAloud(stack, stop);
    if (once) return;
    printLine();
    printLine(`  Now you: open ${paint('bold', stack.url)} and talk. Ctrl-C stops everything.`);
    await untilStopped(stop);
  } finally {
    await stack.close();
  }
}

/** @throws CliError when the answer does not come from the document that holds it. */
async function askAloud(stack: Stack, signal: AbortSignal): Promise<void> {
  const question = (await readQuestions(QUESTIONS_DIR)).find(({ document }) => document !== null);
  if (!question)
    throw new CliError('None of the bundled questions has an answer in the documents.');
  printLine();
  printLine(`  A recorded voice asks: ${paint('bold', question.text)}`);
  printLine();
  const conversation = await play(join(QUESTIONS_DIR, question.file), stack, signal);
  printConversation(conversation);
  const source = conversation.citations[0]?.document;
  if (source === question.document) return;
  throw new CliError(
    `The answer should come from ${question.document}, and came from ${source ?? 'no document'}.`,
  );
}

async function play(file: string, stack: Stack, signal: AbortSignal): Promise<ConversationResult> {
  const progress = openProgress('Asking');
  try {
    return await converse(await loadRecording(file), {
      url: chatUrl(stack.chatUrl),
      token: ownToken(),
      onProgress: (share) => progress.update(share, share < 1 ? '' : 'listening'),
      signal,
    });
  } finally {
    progress.stop();
  }
}
