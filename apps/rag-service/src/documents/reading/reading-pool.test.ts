import { afterAll, expect, it } from 'vitest';
import { HOSTILE_FILES } from '../../testing/hostile-files.js';
import { times, utf8 } from '../../testing/hostile-text.js';
import { DocumentUnreadable } from '../document.js';
import { ReadingPool } from './reading-pool.js';
import { ReadCut, ReadingProcess } from './reading-process.js';

/** The parser of HTML looks at everything that is open for each element, which takes hours here. */
const ENDLESS = utf8('<div>'.repeat(200_000));
/** For a test that has to wait for processor time: only a limit against hanging. */
const BUSY_MACHINE_MS = 600_000;
const PATIENT = { processorMs: 60_000, wallClockMs: 600_000 };
const LETTER = utf8('# T\n\nText.');

const pool = new ReadingPool();
const reader = new ReadingProcess();
afterAll(async () => {
  await pool.close();
  reader.close();
});

it(
  'is ended by the work that it does, and the next file is read',
  async () => {
    const limits = { processorMs: 300, wallClockMs: 600_000 };
    const cut = await reader
      .read({ bytes: ENDLESS, name: 'a.html' }, limits)
      .catch((error: unknown) => error);
    expect(cut).toBeInstanceOf(ReadCut);
    expect(cut).toMatchObject({ by: 'work' });
    expect(await reader.read({ bytes: LETTER, name: 'a.md' }, PATIENT)).toMatchObject({
      title: 'T',
    });
  },
  BUSY_MACHINE_MS,
);

it('says that load has cut it, not work, when the machine gave it no time', async () => {
  const cut = reader.read(
    { bytes: ENDLESS, name: 'a.html' },
    { processorMs: 600_000, wallClockMs: 1 },
  );
  await expect(cut).rejects.toMatchObject({ by: 'load' });
});

it(
  'is held to its memory, that of buffers included',
  async () => {
    const bomb = HOSTILE_FILES['what is meant to blow a parser up']?.find(
      ([name]) => name === 'bomb.pdf',
    );
    const outcome = await pool
      .read(bomb?.[1] ?? LETTER, 'bomb.pdf')
      .catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DocumentUnreadable);
    expect(await pool.read(LETTER, 'a.md')).toMatchObject({ title: 'T' });
  },
  BUSY_MACHINE_MS,
);

it(
  'reads an honest file before slow ones that came earlier have ended',
  async () => {
    const ended: string[] = [];
    const slow = times(12, (at) =>
      pool.read(ENDLESS, `slow-${at}.html`).catch(() => ended.push(`slow-${at}`)),
    );
    await pool.read(LETTER, 'a.md').then(() => ended.push('honest'));
    expect(ended).toEqual(['honest']);
    await pool.close();
    await Promise.all(slow);
  },
  BUSY_MACHINE_MS,
);
