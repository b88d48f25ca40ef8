import { rmsDbfs } from '@parley/audio';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { soundOf } from '../cascade/clause-sound.js';
import { spokenText, spokenWords } from '../speech/spoken-words.js';
import { childProcesses } from '../testing/child-processes.js';
import { FliteProcess } from './flite-process.js';
import { FliteProgram } from './flite-program.js';
import { FLITE_VOICES } from './flite-voices.js';
import { openSynthesizer } from './open-synthesizer.js';
import type { Synthesizer } from './synthesizer.js';

const never = new AbortController().signal;
const open: Synthesizer[] = [];
const keep = <T extends Synthesizer>(synthesizer: T): T => {
  open.push(synthesizer);
  return synthesizer;
};
afterEach(async () => {
  for (const synthesizer of open.splice(0)) await synthesizer.close();
});

const voiceProcesses = () => childProcesses('flite-child');

describe.each([
  ['the library', () => FliteProcess.start(() => undefined)],
  ['the program', () => FliteProgram.start('flite')],
])('Flite through %s', (_, start: () => Promise<Synthesizer>) => {
  it('speaks a clause at 16 kHz', async () => {
    const flite = keep(await start());
    const { samples } = await flite.synthesize({ voice: 'slt', text: 'hello there' }, never);
    expect(samples.length / flite.sampleRateHz).toBeGreaterThan(0.5);
    expect(rmsDbfs(samples)).toBeGreaterThan(-30);
  });

  it('takes text for text, whatever it looks like', async () => {
    const flite = keep(await start());
    for (const text of ['-voice', '/etc/hostname', '; rm x', '.']) {
      const { samples } = await flite.synthesize({ voice: 'slt', text }, never);
      expect(samples.length).toBeGreaterThan(0);
    }
  });

  it('does not begin what nobody waits for any more', async () => {
    const flite = keep(await start());
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(flite.synthesize({ voice: 'slt', text: 'hello' }, stopped)).rejects.toThrow(
      'stopped',
    );
  });

  it.each(FLITE_VOICES)('brings $name to -20 dBFS without clipping', async ({ name, gainDb }) => {
    const flite = keep(await start());
    const words = spokenWords('Restart the printer first, then open the queue and try again.');
    const speech = await flite.synthesize({ voice: name, text: spokenText(words) }, never);
    const { samples } = soundOf(words, speech, { sampleRateHz: flite.sampleRateHz, gainDb });
    expect(Math.abs(rmsDbfs(samples) + 20.5)).toBeLessThan(2);
    expect(samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)).toBeLessThan(1);
  });
});

describe('FliteProcess', () => {
  it('tells when each word begins', async () => {
    const flite = keep(await FliteProcess.start(() => undefined));
    const request = { voice: 'slt', text: 'Open the V P N, please wait.' };
    const { wordStartsSeconds = [] } = await flite.synthesize(request, never);
    expect(wordStartsSeconds).toHaveLength(7);
    expect(wordStartsSeconds).toEqual([...wordStartsSeconds].sort((a, b) => a - b));
  });

  it('speaks the clause all the same when its process is killed', async () => {
    let restarts = 0;
    const flite = keep(await FliteProcess.start(() => restarts++));
    const speech = flite.synthesize({ voice: 'slt', text: 'word '.repeat(60).trim() }, never);
    const next = flite.synthesize({ voice: 'slt', text: 'and on' }, never);
    for (const pid of await voiceProcesses()) process.kill(pid, 'SIGKILL');
    expect((await speech).samples.length).toBeGreaterThan(10 * flite.sampleRateHz);
    expect((await next).samples.length).toBeGreaterThan(0);
    expect(restarts).toBe(1);
  });

  it('leaves no process behind', async () => {
    const flite = await FliteProcess.start(() => undefined);
    expect(await voiceProcesses()).toHaveLength(1);
    await flite.close();
    expect(await voiceProcesses()).toEqual([]);
  });
});

describe('openSynthesizer', () => {
  it('prefers the library', async () => {
    const ignore = () => undefined;
    const options = { program: 'no-such-flite', onRestart: ignore, onFallback: ignore };
    const synthesizer = keep(await openSynthesizer(options));
    expect(synthesizer.name).toBe('Flite library');
  });

  it('takes the program when there is no library, and says what to install when that fails too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'no-flite-'));
    await writeFile(join(folder, 'libflite.so.1'), 'not a library');
    vi.stubEnv('LD_LIBRARY_PATH', folder);
    const onFallback = vi.fn();
    await expect(
      openSynthesizer({ program: 'flite', onRestart: () => undefined, onFallback }),
    ).rejects.toMatchObject({
      name: 'VoiceMissing',
      plain: true,
      message: expect.stringContaining('apt-get install flite'),
    });
    expect(onFallback).toHaveBeenCalledOnce();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
});
