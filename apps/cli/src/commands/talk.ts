import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { writeWav } from '@parley/audio';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import { findRunningStack, stateDir } from '../stack/index.js';
import { chatUrl } from '../talk/chat-url.js';
import { converse, type ConversationResult } from '../talk/conversation.js';
import { loadRecording } from '../talk/recording.js';
import { conversationJson, printConversation } from '../talk/report.js';
import { openProgress } from '../terminal/progress.js';
import { printJson, printLine } from '../terminal/print.js';
import { onStopSignal } from '../terminal/stop-signal.js';

interface TalkOptions {
  url?: string;
  out?: string;
  json?: boolean;
  voice?: string;
  persona?: string;
  token?: string;
}

export function addTalk(program: Command): void {
  program
    .command('talk')
    .description('Speak a WAV file to Parley in real time and listen to the answer.')
    .argument('<file.wav>', 'a spoken question; any sample rate, mono or stereo')
    .option('--url <url>', 'server to talk to (else the one that "parley up" started)')
    .option('--out <reply.wav>', 'write what is heard to this file')
    .option('--json', 'print one JSON object instead of text')
    .option('--voice <name>', 'voice of the reply')
    .option('--persona <text>', 'who the voice is to be')
    .option('--token <token>', 'access token, where the server wants one')
    .addHelpText(
      'after',
      `
Examples:
  $ parley talk question.wav
  $ parley talk question.wav --out reply.wav --voice rms
  $ parley talk question.wav --json --url wss://voice.example:8998`,
    )
    .action(talk);
}

async function talk(file: string, options: TalkOptions): Promise<void> {
  const recording = await loadRecording(file);
  const base = options.url ?? (await findRunningStack(stateDir())).url;
  const progress = openProgress('Speaking');
  try {
    const conversation = await converse(recording, {
      url: chatUrl(base, options),
      token: options.token,
      onProgress: (share) => progress.update(share, share < 1 ? '' : 'listening'),
      signal: onStopSignal(),
    });
    progress.stop();
    await report(conversation, options);
  } finally {
    progress.stop();
  }
}

async function report(conversation: ConversationResult, { json, out }: TalkOptions): Promise<void> {
  if (json) printJson(conversationJson(conversation));
  else printConversation(conversation);
  if (!out) return;
  await writeFile(out, writeWav(conversation.reply, SAMPLE_RATE_HZ));
  if (!json) printLine(`\n  What was heard is in ${out}.`);
}
