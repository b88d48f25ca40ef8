import { CliError } from '../errors.js';
import {
  SupervisedProcess,
  type ProcessPlan,
  type ServiceStatus,
  type SupervisionTimes,
} from './supervised-process.js';

/** Supervised processes that belong together: they stop one by one, the last started first. */
export class ProcessGroup {
  private readonly processes: SupervisedProcess[] = [];
  private stopping: Promise<void> | undefined;
  private readonly killAll = () => this.processes.forEach((each) => each.killNow());

  constructor(
    private readonly onStatus: (status: ServiceStatus) => void,
    private readonly times: Partial<SupervisionTimes> = {},
  ) {
    process.once('exit', this.killAll); // the last resort, when this program itself fails
  }

  /** Process ids by name, of those that run. */
  get pids(): Record<string, number> {
    return Object.fromEntries(
      this.processes.flatMap(({ name, pid }) => (pid ? [[name, pid]] : [])),
    );
  }

  /**
   * Starts a process and keeps it running; resolves when it is ready.
   * @throws CliError when it cannot start, or the group is stopped meanwhile.
   */
  async start(plan: ProcessPlan): Promise<void> {
    if (this.stopping)
      throw new CliError(`${plan.name} was not started: everything is being stopped.`);
    const supervised = new SupervisedProcess(plan, this.onStatus, this.times);
    this.processes.push(supervised);
    await supervised.start();
  }

  stop(): Promise<void> {
    return (this.stopping ??= this.stopInReverse());
  }

  private async stopInReverse(): Promise<void> {
    for (const each of this.processes.toReversed()) await each.stop();
    process.removeListener('exit', this.killAll);
  }
}
