import { expect, it } from 'vitest';
import { spelledOut } from './spelled-out.js';

it.each([
  [
    'Write to help@example.edu today.',
    ['help@example.edu: H, E, L, P, at, E, X, A, M, P, L, E, dot, E, D, U.'],
  ],
  ['It is in room B12, near the VPN desk.', ['B12: B, 1, 2.', 'VPN: V, P, N.']],
  ['Ask Nora Lind. She knows.', ['Nora: N, O, R, A.', 'Lind: L, I, N, D.']],
  ['Press the key again.', ['again: A, G, A, I, N.']],
  ['', []],
])('spells the codes of %j, else its names, else its last word', (text, spelled) => {
  expect(spelledOut(text)).toEqual(spelled);
});
