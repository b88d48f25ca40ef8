import { expect, it } from 'vitest';
import { chooseTranscript } from './choose-transcript.js';

const domain = { text: 'the v. p. n. drops', score: -5_000 };

it('takes the words of the documents where they fit the sound, and says what else was heard', () => {
  expect(chooseTranscript(domain, { text: 'the v p n drops', score: -6_000 })).toEqual({
    text: 'the vpn drops',
    inDomain: true,
  });
  expect(chooseTranscript(domain, { text: 'the pin drops', score: -6_000 })).toEqual({
    text: 'the vpn drops',
    inDomain: true,
    alternative: 'the pin drops',
  });
});

it('takes general English where that fits better', () => {
  expect(chooseTranscript(domain, { text: 'the penny drops', score: -4_000 })).toEqual({
    text: 'the penny drops',
    inDomain: false,
  });
});

it('makes do with the one that there is', () => {
  expect(chooseTranscript(domain, undefined)).toEqual({ text: 'the vpn drops', inDomain: true });
  const general = { text: 'hello', score: -100 };
  expect(chooseTranscript(undefined, general)).toEqual({ text: 'hello', inDomain: true });
  expect(chooseTranscript(undefined, undefined)).toEqual({ text: '', inDomain: true });
});
