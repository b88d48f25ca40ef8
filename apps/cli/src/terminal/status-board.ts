import { MultiBar, type SingleBar } from 'cli-progress';
import type { ServiceState, ServiceStatus } from '../stack/index.js';
import { paint, printLine } from './print.js';

const SYMBOLS: Record<ServiceState, string> = {
  starting: paint('yellow', '…'),
  slow: paint('yellow', '…'),
  ready: paint('green', '✔'),
  restarting: paint('yellow', '↻'),
  stopping: paint('dim', '…'),
  stopped: paint('dim', '■'),
};
const WORTH_A_LINE: ReadonlySet<ServiceState> = new Set(['slow', 'ready', 'restarting']);
const NAME_WIDTH = 14;

export interface StatusBoard {
  show(status: ServiceStatus): void;
  /** Leaves the lines as they are; what comes later is printed below. */
  settle(): void;
}

/** One status line for each service: kept up to date on a terminal, printed when it changes elsewhere. */
export function openStatusBoard(): StatusBoard {
  return process.stdout.isTTY ? new LiveBoard() : { show: printStatus, settle: () => undefined };
}

class LiveBoard implements StatusBoard {
  private readonly bars = new MultiBar({
    stream: process.stdout,
    hideCursor: true,
    emptyOnZero: true,
    format: (_, { startTime }, payload: ServiceStatus) =>
      lineOf(payload, Math.round((Date.now() - startTime) / 1_000)),
  });
  private readonly byService = new Map<string, SingleBar>();
  private settled = false;

  show(status: ServiceStatus): void {
    if (this.settled) return printStatus(status);
    const bar = this.byService.get(status.service);
    if (bar) bar.update(0, status);
    else this.byService.set(status.service, this.bars.create(1, 0, status));
  }

  settle(): void {
    this.settled = true;
    this.bars.stop();
  }
}

/** Without a cursor to go back, only what has come to pass is worth a line. */
function printStatus(status: ServiceStatus): void {
  if (WORTH_A_LINE.has(status.state)) printLine(lineOf(status));
}

function lineOf({ service, state, detail }: ServiceStatus, elapsedSeconds?: number): string {
  const since = state === 'starting' && elapsedSeconds ? `${elapsedSeconds} s` : '';
  const words = [detail || (state === 'ready' ? '' : state), since].filter(Boolean).join(', ');
  return `  ${SYMBOLS[state]} ${service.padEnd(NAME_WIDTH)} ${paint('dim', words)}`;
}
