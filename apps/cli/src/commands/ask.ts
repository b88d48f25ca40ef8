import { type Command } from 'commander';
import type { Bus } from '@parley/bus';
import { endsAnswer, type AnswerPart, type Citation } from '@parley/protocol';
import { CliError } from '../errors.js';
import { connectToStack } from '../rag/stack-bus.js';
import { paint, printJson, printLine } from '../terminal/print.js';

const ANSWER_WITHIN_MS = 30_000;

export function addAsk(program: Command): void {
  program
    .command('ask')
    .description('Ask the documents in writing, without voice.')
    .argument('<question>', 'the question, in quotes')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      `
Asks the stack that "parley up" started, or the one on the server in NATS_URL.

Examples:
  $ parley ask "How do I reset my password?"
  $ parley ask "How do I reset my password?" --json`,
    )
    .action(ask);
}

async function ask(question: string, { json }: { json?: boolean }): Promise<void> {
  const bus = await connectToStack('parley-ask');
  try {
    const onSentence = json ? () => undefined : printLine;
    const { sentences, done } = await collect(bus, question, onSentence);
    if (json) printJson({ answer: sentences.join(' '), ...done });
    else if (done.grounded) printSources(done.citations);
  } finally {
    await bus.close();
  }
}

type Done = Omit<Extract<AnswerPart, { type: 'done' }>, 'type'>;

async function collect(
  bus: Bus,
  question: string,
  onSentence: (text: string) => void,
): Promise<{ sentences: string[]; done: Done }> {
  const sentences: string[] = [];
  const parts = bus.requestStream(
    'ask',
    { question, history: [] },
    { timeoutMs: ANSWER_WITHIN_MS, isLast: endsAnswer },
  );
  for await (const part of parts) {
    if (part.type === 'failed') throw new CliError(part.message);
    if (part.type === 'done') return { sentences, done: withoutType(part) };
    if (part.type !== 'sentence') continue;
    sentences.push(part.text);
    onSentence(part.text);
  }
  throw new CliError('The answer broke off; ask again.');
}

function withoutType({ type: _type, ...rest }: Extract<AnswerPart, { type: 'done' }>): Done {
  return rest;
}

function printSources(citations: readonly Citation[]): void {
  printLine();
  for (const { title, document, score } of citations) {
    printLine(`  ${paint('dim', `${title} (${document}, score ${score.toFixed(2)})`)}`);
  }
}
