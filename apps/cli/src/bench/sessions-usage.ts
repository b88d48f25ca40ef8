import { readdir, readFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second, whatever its own clock does. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** What a service used: processor time as a share of one core, and memory at the end. */
export interface Usage {
  cpuShare: number;
  rssMiB: number;
}

interface ProcessFigures {
  pid: number;
  group: number;
  cpuSeconds: number;
  rssBytes: number;
}

/** Measures services from now on; each is a process and, where it leads a group, all of that group. */
export class UsageMeter {
  private constructor(
    private readonly leaders: Readonly<Record<string, number>>,
    private readonly before: readonly ProcessFigures[],
    private readonly startedMs: number,
  ) {}

  static async start(leaders: Readonly<Record<string, number>>): Promise<UsageMeter> {
    return new UsageMeter(leaders, await readProcesses(), performance.now());
  }

  async read(): Promise<Record<string, Usage>> {
    const now = await readProcesses();
    const seconds = (performance.now() - this.startedMs) / 1_000;
    const usageOf = (group: number): Usage => ({
      cpuShare: (sum(now, group, 'cpuSeconds') - sum(this.before, group, 'cpuSeconds')) / seconds,
      rssMiB: sum(now, group, 'rssBytes') / 2 ** 20,
    });
    const services = Object.entries(this.leaders).map(([name, pid]) => [name, usageOf(pid)]);
    return Object.fromEntries(services) as Record<string, Usage>;
  }
}

/** Processor time of a process so far, and of the group that it leads; null where the system does not tell. */
export async function cpuSecondsOf(leader: number): Promise<number | null> {
  const processes = await readProcesses().catch(() => []);
  return processes.length > 0 ? sum(processes, leader, 'cpuSeconds') : null;
}

function sum(
  processes: readonly ProcessFigures[],
  group: number,
  figure: 'cpuSeconds' | 'rssBytes',
): number {
  const members = processes.filter((process) => process.group === group || process.pid === group);
  return members.reduce((total, process) => total + process[figure], 0);
}

async function readProcesses(): Promise<ProcessFigures[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')), // it may have ended
  );
  return stats.filter(Boolean).map(figuresOf);
}

/** Fields of proc(5), counted from the one after the name, which may itself hold spaces and brackets. */
function figuresOf(stat: string): ProcessFigures {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (index: number) => Number(fields[index]);
  return {
    pid: Number.parseInt(stat),
    group: field(2),
    cpuSeconds: (field(11) + field(12)) / TICKS_PER_SECOND,
    rssBytes: field(21) * PAGE_BYTES,
  };
}
