import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors.js';
import { END_WITH_PARENT } from './layout.js';
import { Patience } from './patience.js';
import { lastLogLine } from './log-tail.js';

export type ServiceState = 'starting' | 'slow' | 'ready' | 'restarting' | 'stopping' | 'stopped';

export interface ServiceStatus {
  service: string;
  state: ServiceState;
  /** A few words: what it runs, or what went wrong. */
  detail: string;
}

export interface ProcessPlan {
  readonly name: string;
  /** Arguments for Node, read anew at every launch. */
  args(): string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly logPath: string;
  /**
   * Resolves with a few words once the process can take work; `progress` says what it is at, again and again while it is
   * alive: a large folder of documents takes as long as it takes.
   */
  ready(
    child: ChildProcess,
    watch: { signal: AbortSignal; progress: (detail: string) => void },
  ): Promise<string>;
}

export interface SupervisionTimes {
  /** How long a start may take without a sign that it goes on. */
  signWithinMs: number;
  /** Wait before the first restart; it doubles with each one in a row. */
  firstRestartMs: number;
  longestRestartMs: number;
  /** A process that was ready for this long starts again from the first wait. */
  steadyAfterMs: number;
  killAfterMs: number;
}

const DEFAULT_TIMES: SupervisionTimes = {
  signWithinMs: 120_000,
  firstRestartMs: 500,
  longestRestartMs: 30_000,
  steadyAfterMs: 30_000,
  killAfterMs: 8_000,
};

/**
 * One Node process that is kept running: launched, watched until it is ready, launched again with growing
 * waits when it dies, stopped with everything it started. It leads a process group of its own, so that a
 * Ctrl-C at the terminal reaches it only through `stop`.
 */
export class SupervisedProcess {
  private readonly stopping = new AbortController();
  private readonly times: SupervisionTimes;
  private child: ChildProcess | undefined;
  private launches = 0;
  private restartsInARow = 0;

  constructor(
    private readonly plan: ProcessPlan,
    private readonly onStatus: (status: ServiceStatus) => void,
    times: Partial<SupervisionTimes> = {},
  ) {
    this.times = { ...DEFAULT_TIMES, ...times };
  }

  get name(): string {
    return this.plan.name;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Resolves when the process is ready for the first time.
   * @throws CliError with the last line of its log when it ends before that or takes too long.
   */
  async start(): Promise<void> {
    this.say('starting', '');
    const failure = await this.launch();
    if (failure)
      throw new CliError(`${this.name} could not start: ${failure} (log: ${this.plan.logPath})`);
  }

  /** SIGTERM, then after some seconds SIGKILL; resolves when the process and its children are gone. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const { child } = this;
    if (!child || hasEnded(child)) return;
    this.say('stopping', '');
    const killer = setTimeout(() => this.killNow(), this.times.killAfterMs);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    clearTimeout(killer);
    this.say('stopped', '');
  }

  /** Ends the process and its children this very moment. */
  killNow(): void {
    if (this.child) killGroup(this.child);
  }

  /** Launches once; the result says why the process did not become ready, if it did not. */
  private async launch(): Promise<string | undefined> {
    const child = this.spawn();
    const ended = once(child, 'exit').then(() => killGroup(child));
    const failed = await Promise.race([
      this.becomesReady(child),
      ended.then(() => this.lastWords(child)),
    ]);
    if (failed) {
      killGroup(child);
      await ended;
      return failed;
    }
    const readyAt = Date.now();
    void ended.then(() => this.revive(child, Date.now() - readyAt));
    return undefined;
  }

  private spawn(): ChildProcess {
    const log = openSync(this.plan.logPath, this.launches === 0 ? 'w' : 'a');
    this.launches += 1;
    try {
      this.child = spawn(process.execPath, ['--import', END_WITH_PARENT, ...this.plan.args()], {
        cwd: this.plan.cwd,
        env: this.plan.env,
        detached: true,
        stdio: ['ignore', log, log, 'ipc'],
      });
      return this.child;
    } finally {
      closeSync(log);
    }
  }

  private async becomesReady(child: ChildProcess): Promise<string | undefined> {
    const gone = new AbortController();
    child.once('exit', () => gone.abort());
    const patience = new Patience(this.times.signWithinMs, child.pid);
    const signal = AbortSignal.any([patience.lost, gone.signal, this.stopping.signal]);
    try {
      const progress = (detail: string) => this.tellProgress(detail, patience);
      this.say('ready', await this.plan.ready(child, { signal, progress }));
      return undefined;
    } catch (error) {
      if (this.stopping.signal.aborted) return 'it was stopped';
      if (patience.lost.aborted)
        return `it gave no sign of life for ${this.times.signWithinMs / 1_000} s`;
      if (gone.signal.aborted) return this.lastWords(child);
      return error instanceof Error ? error.message : String(error);
    } finally {
      patience.end();
    }
  }

  private tellProgress(detail: string, patience: Patience): void {
    patience.sign();
    const seconds = patience.secondsToTell();
    if (seconds === undefined) this.say('starting', detail);
    else this.say('slow', `still starting after ${seconds} s: ${detail}`);
  }

  private async revive(dead: ChildProcess, readyForMs: number): Promise<void> {
    if (readyForMs >= this.times.steadyAfterMs) this.restartsInARow = 0;
    let reason = await this.lastWords(dead);
    while (!this.stopping.signal.aborted) {
      const waitMs = this.nextWaitMs();
      this.say('restarting', `${reason}; starting it again in ${waitMs / 1_000} s`);
      await sleep(waitMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return;
      const failure = await this.launch();
      if (!failure) return;
      reason = failure;
    }
  }

  private nextWaitMs(): number {
    const { firstRestartMs, longestRestartMs } = this.times;
    const waitMs = Math.min(firstRestartMs * 2 ** this.restartsInARow, longestRestartMs);
    this.restartsInARow += 1;
    return waitMs;
  }

  private async lastWords({ exitCode, signalCode }: ChildProcess): Promise<string> {
    if (signalCode) return `killed by ${signalCode}`;
    return (await lastLogLine(this.plan.logPath)) ?? `exit code ${exitCode}`;
  }

  private say(state: ServiceState, detail: string): void {
    this.onStatus({ service: this.name, state, detail });
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody is left in the group
  }
}
