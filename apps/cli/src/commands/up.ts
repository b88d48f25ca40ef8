import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { GatewayEnv, readEnvironment } from '@parley/config';
import { withModel } from '../models/with-model.js';
import { choosePort, startStack, stateDir, withFetchedModels, type Stack } from '../stack/index.js';
import { paint, printLine } from '../terminal/print.js';
import { openStatusBoard } from '../terminal/status-board.js';
import { onStopSignal } from '../terminal/stop-signal.js';

/** Of `--small`, for the help. */
export const SMALL = 'without the models that "parley models pull" has fetched';

export interface UpOptions {
  port?: number;
  documents?: string;
  /** With none of the models that were fetched. */
  small?: boolean;
}

export function addUp(program: Command): void {
  program
    .command('up')
    .description('Start NATS and every service, and serve until Ctrl-C.')
    .option(
      '--port <port>',
      'port to serve on (else PORT, else 8998 or the next free one)',
      portNumber,
    )
    .option('--documents <dir>', 'folder of the documents to answer from (else DOCUMENTS_DIR)')
    .option('--small', SMALL)
    .addHelpText(
      'after',
      `
Examples:
  $ parley up
  $ parley up --port 9000 --documents ./handbook
  $ NATS_URL=nats://bus.example:4222 parley up     use that NATS server instead of an own one`,
    )
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
  const stop = onStopSignal();
  const stack = await bringUp(options, stop);
  printLine();
  printLine(`  Open ${paint('bold', stack.url)} and talk. Ctrl-C stops everything.`);
  await untilStopped(stop);
  await stack.close();
}

/** Starts a stack with a status line for each service. */
export async function bringUp(options: UpOptions, signal: AbortSignal): Promise<Stack> {
  const { env, line } = await withFetchedModels(await withModel(environmentFor(options)), options);
  const { PORT, HOST } = readEnvironment(GatewayEnv.pick({ PORT: true, HOST: true }), env);
  const asked = options.port ?? (env['PORT'] ? PORT : undefined);
  const { port, note } = await choosePort(asked, { host: HOST });
  for (const text of [note, line]) if (text) printLine(`  ${text}`);
  const board = openStatusBoard();
  try {
    const onStatus = board.show.bind(board);
    return await startStack({ port, stateDir: stateDir(), env, onStatus, signal });
  } finally {
    board.settle();
  }
}

/** Resolves at Ctrl-C or another signal to stop. */
export async function untilStopped(stop: AbortSignal): Promise<void> {
  const stayAlive = setInterval(() => undefined, 60_000);
  await new Promise((resolve) => {
    if (stop.aborted) resolve(undefined);
    stop.addEventListener('abort', resolve, { once: true });
  });
  clearInterval(stayAlive);
  printLine('  Stopping…');
}

function environmentFor({ documents }: UpOptions): NodeJS.ProcessEnv {
  return documents ? { ...process.env, DOCUMENTS_DIR: resolve(documents) } : process.env;
}

export function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 (any free one) to 65535.');
}
