import { describe, expect, it } from 'vitest';
import { ReorderBuffer } from './reorder-buffer.js';

/** Pushes packets named after their numbers; shows what came out after each. */
function feed(...sequence: number[]): string[] {
  const buffer = new ReorderBuffer<string>();
  return sequence.map((number) => {
    const inTurn = buffer.push(number, `p${number}`);
    if (inTurn === 'late') return 'late';
    return inTurn.map((item) => ('lost' in item ? `lost ${item.lost}` : item.packet)).join(' ');
  });
}

describe('ReorderBuffer', () => {
  it('passes packets in order on at once, from whatever number they begin', () => {
    expect(feed(7, 8, 9)).toEqual(['p7', 'p8', 'p9']);
  });

  it('puts swapped packets in order', () => {
    expect(feed(0, 2, 1, 3)).toEqual(['p0', '', 'p1 p2', 'p3']);
    expect(feed(0, 3, 2, 1)).toEqual(['p0', '', '', 'p1 p2 p3']);
  });

  it('gives a missing packet up when three later ones are there', () => {
    expect(feed(0, 2, 3, 4, 5)).toEqual(['p0', '', '', 'lost 1 p2 p3 p4', 'p5']);
  });

  it('gives up a long gap as a whole', () => {
    expect(feed(0, 1_000, 1_001, 1_002)).toEqual(['p0', '', '', 'lost 999 p1000 p1001 p1002']);
  });

  it('keeps waiting for the second of two gaps', () => {
    expect(feed(0, 2, 4, 5, 3)).toEqual(['p0', '', '', 'lost 1 p2', 'p3 p4 p5']);
  });

  it('drops what comes late or twice', () => {
    expect(feed(5, 4, 5, 7, 7, 6)).toEqual(['p5', 'late', 'late', '', 'late', 'p6 p7']);
  });

  it('follows a gateway that took the session over at once, however little came before', () => {
    const order = ['p0', 'p1', 'p-100', 'p-99', 'p-200'];
    expect(feed(0, 1, -100, -99, -200)).toEqual(order);
  });

  it('begins anew with a sender that counts anew', () => {
    expect(feed(100, 101, 0, 1)).toEqual(['p100', 'p101', 'p0', 'p1']);
  });

  it('drops a packet whose number is none', () => {
    expect(feed(0, NaN, 1)).toEqual(['p0', 'late', 'p1']);
  });
});
