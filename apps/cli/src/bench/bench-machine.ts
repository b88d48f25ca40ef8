import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Where and when figures were taken, without which they mean nothing. */
export interface BenchMachine {
  processor: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  date: string;
  /** Load average of the last minute, at the start and at the end: well above the bench's own, others used the machine. */
  load: [number, number];
}

/** To be called before the measurement; what it returns, after it. */
export function startOnMachine(): () => BenchMachine {
  const before = loadNow();
  return () => ({
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    load: [before, loadNow()],
  });
}

export function machineLine({
  processor,
  cores,
  memoryGb,
  node,
  date,
  load,
}: BenchMachine): string {
  return `${processor}, ${cores} cores, ${memoryGb} GB, Node ${node}, ${date}, load ${load.join(' to ')}`;
}

function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}
