import { Command, CommanderError } from 'commander';
import { addCodec } from './codec/command.js';
import { addAsk } from './commands/ask.js';
import { addBench } from './commands/bench.js';
import { addDemo } from './commands/demo.js';
import { addDocuments } from './commands/documents.js';
import { addEval } from './commands/eval.js';
import { addIngest } from './commands/ingest.js';
import { addTalk } from './commands/talk.js';
import { addUp } from './commands/up.js';
import { addModels } from './models/command.js';
import { addOffline } from './offline/command.js';
import { wasStopped } from './terminal/stop-signal.js';

const USAGE_ERROR = 2;
/** As shells report a program ended by Ctrl-C. */
const INTERRUPTED = 130;

export function buildProgram(): Command {
  const program = new Command('parley')
    .description('A voice assistant that answers aloud from your own documents.')
    .exitOverride()
    .showHelpAfterError('(parley --help lists what there is)');
  for (const add of [
    addUp,
    addDemo,
    addTalk,
    addAsk,
    addEval,
    addIngest,
    addDocuments,
    addModels,
    addOffline,
    addCodec,
    addBench,
  ])
    add(program);
  return program;
}

/** Runs a command line; the result is the exit code: 0, 1 for a failure, 2 for a wrong command line or a folder that cannot be had, 130 for Ctrl-C before the end. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR;
    if (wasStopped()) return INTERRUPTED;
    process.stderr.write(`${sentenceOf(error)}\n`);
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  const hasCode = error instanceof Error && 'exitCode' in error;
  return hasCode && typeof error.exitCode === 'number' ? error.exitCode : 1;
}

/** Errors that a person can mend are one sentence; for any other the trace is what helps. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isPlain = 'plain' in error || PLAIN_ERRORS.has(error.name);
  return isPlain ? error.message : (error.stack ?? error.message);
}

const PLAIN_ERRORS = new Set(['InvalidEnvironment', 'BusUnavailable', 'RequestFailed']);
