import { readFile } from 'node:fs/promises';

/** The kernel counts in hundredths of a second, whatever the machine. */
const MS_PER_TICK = 10;

/** Processor time that a process has used, all threads together; undefined where there is no /proc, and for one that has ended. */
export async function processorTimeMs(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  // the name before them may hold spaces and brackets
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields) return undefined;
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}
