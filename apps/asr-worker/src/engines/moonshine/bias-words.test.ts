import { expect, it } from 'vitest';
import { biasWords } from './bias-words.js';

const FREQUENT = new Set(['the', 'from', 'home', 'use', 'password']);
const tokenizer = { isFrequent: (word: string) => FREQUENT.has(word) };

it('listens for what is rare in English, and a little for what the documents say often', () => {
  const documents = [
    { title: 'VPN from home', text: 'Use the VPN with your password. No password, no **Wi-Fi**.' },
  ];
  const { weighted, rare } = biasWords(documents, tokenizer);
  expect(rare).toEqual(expect.arrayContaining(['vpn', 'wi-fi']));
  const weights = new Map(weighted);
  expect(weights.get('vpn')).toBeGreaterThan(weights.get('password') ?? Infinity);
  expect(['the', 'home', 'no'].map((word) => weights.has(word))).toEqual([false, false, false]);
});
