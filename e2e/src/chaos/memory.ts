import { readFile } from 'node:fs/promises';

const PAGE_BYTES = 4_096;
/** A process that has just started grows by what it loads. */
const WARM_UP_MINUTES = 1;
/** A shorter life says more about the garbage collector than about growth. */
const LONG_LIFE_MINUTES = 3;

interface Sample {
  /** Since this process was first seen. */
  minutes: number;
  mebibytes: number;
}

/** Watches the resident memory of processes that are killed and started again under the same name. */
export class MemoryWatch {
  private readonly lives = new Map<string, { sinceMs: number; samples: Sample[] }>();

  async sample(pids: Readonly<Record<string, number>>): Promise<void> {
    for (const [name, pid] of Object.entries(pids)) {
      const pages = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => undefined);
      if (pages === undefined) continue; // it was killed a moment ago
      const key = `${name} ${pid}`;
      const life = this.lives.get(key) ?? { sinceMs: performance.now(), samples: [] };
      this.lives.set(key, life);
      const minutes = (performance.now() - life.sinceMs) / 60_000;
      const mebibytes = (Number(pages.split(' ')[1]) * PAGE_BYTES) / 2 ** 20;
      if (minutes > WARM_UP_MINUTES) life.samples.push({ minutes, mebibytes });
    }
  }

  /**
   * Growth of each service in MiB a minute: one line through all long lives of its processes, each life with
   * a height of its own. Undefined where no process lived long enough.
   */
  slopes(): Record<string, { slope: number | undefined; highest: number }> {
    const names = [...new Set([...this.lives.keys()].map((key) => key.split(' ')[0] as string))];
    return Object.fromEntries(names.map((name) => [name, this.slopeOf(name)]));
  }

  private slopeOf(name: string) {
    let products = 0;
    let squares = 0;
    let highest = 0;
    for (const [key, { samples }] of this.lives) {
      if (!key.startsWith(`${name} `)) continue;
      highest = Math.max(highest, ...samples.map(({ mebibytes }) => mebibytes));
      if ((samples.at(-1)?.minutes ?? 0) < LONG_LIFE_MINUTES) continue;
      const meanMinutes = mean(samples.map(({ minutes }) => minutes));
      const meanMebibytes = mean(samples.map(({ mebibytes }) => mebibytes));
      for (const { minutes, mebibytes } of samples) {
        products += (minutes - meanMinutes) * (mebibytes - meanMebibytes);
        squares += (minutes - meanMinutes) ** 2;
      }
    }
    return { slope: squares > 0 ? products / squares : undefined, highest };
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
