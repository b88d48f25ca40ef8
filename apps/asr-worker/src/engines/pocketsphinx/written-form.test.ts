import { expect, it } from 'vitest';
import { writtenForm } from './written-form.js';

it.each([
  ['joins letters that are said one by one', 'the v. p. n. drops', 'the vpn drops'],
  ['joins them without dots too', 'is m f a on', 'is mfa on'],
  ['leaves a and i alone', 'i have a plan', 'i have a plan'],
  ['drops fillers and marks', '<s> hello(2) [NOISE] world </s>', 'hello world'],
  ['writes wi-fi in one way', 'the wifi and an e-mail', 'the wi-fi and an email'],
  ['makes nothing of nothing', '', ''],
])('%s', (_, hypothesis, expected) => {
  expect(writtenForm(hypothesis)).toBe(expected);
});
