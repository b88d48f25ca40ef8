import { open } from 'node:fs/promises';

const TAIL_BYTES = 8_192;

/** The last thing a service had to say, fit for a terminal; JSON lines are put into words, stack traces left out. */
export async function lastLogLine(path: string): Promise<string | undefined> {
  const lines = (await readTail(path)).split('\n').filter(isStatement);
  const line = lines.at(-1)?.trim();
  return line ? inWords(line) : undefined;
}

async function readTail(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Node ends a crash report with indented frames, a closing brace and its version. */
function isStatement(line: string): boolean {
  return line.trim() !== '' && !/^(\s|[}\]]|Node\.js v)/.test(line);
}

function inWords(line: string): string {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [msg, err?.message].filter(Boolean).join(': ') || line;
  } catch {
    return line;
  }
}
