import { expect, it } from 'vitest';
import { rmsDbfs } from '@parley/audio';
import { samplesOfMs } from './speech-bounds.js';
import { backchannelSounds, cough } from './turns-sounds.js';

it('makes a cough that is there at once and dies away, the same each time', () => {
  const sound = cough(300, 7);
  expect(sound.length).toBe(samplesOfMs(300));
  const third = sound.length / 3;
  const levels = [0, 1, 2].map((part) =>
    rmsDbfs(sound.subarray(part * third, (part + 1) * third)),
  ) as [number, number, number];
  expect(levels[0] - levels[2]).toBeGreaterThan(10);
  expect(cough(300, 7)).toEqual(sound);
});

it('takes each kind of backchannel as often', async () => {
  const sounds = await backchannelSounds(8);
  expect(sounds.map(({ name }) => name)).toEqual([
    ...['mm-hm', 'okay', 'yeah', 'cough'],
    ...['mm-hm', 'okay', 'yeah', 'cough'],
  ]);
});
