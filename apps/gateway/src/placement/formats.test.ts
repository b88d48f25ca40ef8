import type { FrameFormat, WorkerRecord } from '@parley/protocol';
import { expect, it } from 'vitest';
import { codecsFor, enginesWithCodec } from './formats.js';

const worker = (id: string, more: Partial<WorkerRecord>): WorkerRecord => ({
  id,
  role: 'codec',
  status: 'ready',
  detail: '',
  capacity: 1,
  sessions: 0,
  load: 0,
  startedAt: 0,
  ...more,
});
const engine = (format: FrameFormat) => worker(`engine-${format}`, { role: 'lm', format });
const mimi = worker('mimi', { formats: ['pcm', 'codes'] });
const opus = worker('opus', { formats: ['pcm'] });
const idsOf = (workers: WorkerRecord[]) => workers.map(({ id }) => id);

it('an engine that hears codes gets a codec worker with Mimi only', () => {
  expect(idsOf(codecsFor(engine('codes'), [opus, mimi]))).toEqual(['mimi']);
});

it('an engine that hears PCM leaves Mimi to others as long as it can', () => {
  expect(idsOf(codecsFor(engine('pcm'), [mimi, opus]))).toEqual(['opus', 'mimi']);
});

it('an engine without a codec worker is left out', () => {
  expect(idsOf(enginesWithCodec([engine('codes'), engine('pcm')], [opus]))).toEqual(['engine-pcm']);
});
