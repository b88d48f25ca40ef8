import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { childProcesses } from '../testing/child-processes.js';
import { writeTinyVoice } from '../testing/tiny-voice.js';
import { FliteProcess } from './flite/flite-process.js';
import { SherpaSynthesizer } from './sherpa/sherpa-synthesizer.js';
import type { Synthesizer } from './synthesizer.js';

const never = new AbortController().signal;
const folder = await mkdtemp(join(tmpdir(), 'parley-voice-'));
await writeTinyVoice(folder);
afterAll(() => rm(folder, { recursive: true }));

type Start = (onRestart: () => void) => Promise<Synthesizer>;

describe.each<[string, string, string, Start]>([
  ['Flite', 'flite-child', 'slt', (onRestart) => FliteProcess.start(onRestart)],
  [
    'sherpa-onnx',
    'sherpa-child',
    'high',
    (onRestart) => SherpaSynthesizer.start(folder, { onRestart, onMeasured: () => undefined }),
  ],
])('the process of %s', (_, program, voice, start) => {
  it('may be killed: the clause is spoken all the same', async () => {
    let restarts = 0;
    const synthesizer = await start(() => restarts++);
    const say = (text: string) => synthesizer.synthesize({ voice, text }, never);
    const [speech, next] = [say('word '.repeat(60).trim()), say('and on')];
    for (const pid of await childProcesses(program)) process.kill(pid, 'SIGKILL');
    expect((await speech).samples.length).toBeGreaterThan(10 * synthesizer.sampleRateHz);
    expect((await next).samples.length).toBeGreaterThan(0);
    expect(restarts).toBe(1);
    await synthesizer.close();
  });

  it('does not outlive the synthesizer', async () => {
    const synthesizer = await start(() => undefined);
    expect(await childProcesses(program)).toHaveLength(1);
    await synthesizer.close();
    expect(await childProcesses(program)).toEqual([]);
  });
});
