import { describe, expect, it } from 'vitest';
import { Speakers } from './speakers.js';

describe('who stands in for a voice of PersonaPlex', () => {
  it('is of the same gender where the names tell it', () => {
    const kokoro = new Speakers(['af_bella', 'am_adam', 'bf_emma', 'bm_george']);
    expect(['NATF0', 'NATF1', 'NATM0', 'NATM3.pt'].map((name) => kokoro.find(name))).toEqual([
      'af_bella',
      'bf_emma',
      'am_adam',
      'bm_george',
    ]);
  });

  it('is another one for another name as far as there are others', () => {
    const piper = new Speakers(['3922', '8699', '4535']);
    expect(['NATF0', 'NATF1', 'NATF2', 'NATF3'].map((name) => piper.find(name))).toEqual([
      '3922',
      '8699',
      '4535',
      '3922',
    ]);
  });

  it('is the only one there is', () => {
    expect(new Speakers(['joe']).find('VARF4.pt')).toBe('joe');
  });
});

it('a model with hundreds of speakers lists the first, and finds all', () => {
  const names = Array.from({ length: 904 }, (_, i) => `speaker-${i}`);
  const speakers = new Speakers(names);
  expect(speakers.listed).toHaveLength(32 + 18);
  expect(speakers.find('speaker-903')).toBe('speaker-903');
});
