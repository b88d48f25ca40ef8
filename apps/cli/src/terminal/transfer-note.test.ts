import { expect, it } from 'vitest';
import { TransferNote } from './transfer-note.js';

it('says how far, how fast and how long', () => {
  let second = 0;
  const note = new TransferNote(() => second);
  expect(note.of(2e9, 16.7e9)).toBe('2.0 GB of 16.7 GB');
  second = 2;
  expect(note.of(2.1e9, 16.7e9)).toBe('2.1 GB of 16.7 GB, 50.0 MB/s, 5 min left');
  second = 30;
  expect(note.of(16.6e9, 16.7e9)).toBe('16.6 GB of 16.7 GB');
  second = 31;
  expect(note.of(16.65e9, 16.7e9)).toBe('16.6 GB of 16.7 GB, 50.0 MB/s, 1 s left');
  second = 32;
  expect(note.of(16.651e9, 16.7e12)).toMatch(/, 181\.7 h left$/);
});
