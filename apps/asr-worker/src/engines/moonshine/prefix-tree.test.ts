import { describe, expect, it } from 'vitest';
import { PrefixTree, type BiasState } from './prefix-tree.js';

/** Nats gained after each piece of a text, and at its end. */
function gains(tree: PrefixTree, ...pieces: string[]): number[] {
  let state: BiasState = tree.start;
  const gained = pieces.map((piece) => {
    const step = tree.advance(state, piece);
    state = step.state;
    return step.gained;
  });
  return [...gained, tree.finish(state)];
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

describe('the prefix tree', () => {
  const tree = new PrefixTree([
    ['vpn', 1],
    ['voicemail', 1],
    ['wi-fi', 1],
  ]);

  it('rewards every character of a word, however the tokenizer cuts it', () => {
    expect(gains(tree, ' V', 'PN', ' is')).toEqual([1, 2, 0, 0]);
    expect(gains(tree, ' VPN', ' is')).toEqual([3, 0, 0]);
  });

  it('takes the reward back from a word that goes on otherwise', () => {
    expect(gains(tree, ' V', 'pm')).toEqual([1, -1, 0]);
  });

  it('takes it back from a word that is not finished, at a space and at the end', () => {
    expect(sum(gains(tree, ' voice', ' mail'))).toBe(0);
    expect(sum(gains(tree, ' voicem'))).toBe(0);
  });

  it('takes it back from a longer word that only begins with one', () => {
    expect(sum(gains(tree, ' vpn', 's'))).toBe(0);
  });

  it('rewards only whole words, not what other words end with', () => {
    expect(sum(gains(tree, ' myvpn'))).toBe(0);
  });

  it('takes a hyphen as optional', () => {
    expect(sum(gains(tree, ' wifi.'))).toBe(4);
    expect(sum(gains(tree, ' Wi-Fi'))).toBe(4);
  });

  it('pays a word that begins another what it is worth itself', () => {
    const both = new PrefixTree([
      ['mail', 0.25],
      ['mailbox', 1],
    ]);
    expect(gains(both, ' mail')).toEqual([4, -3]);
    expect(sum(gains(both, ' mailbox,'))).toBe(7);
  });
});
