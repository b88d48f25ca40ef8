import { expect, it } from 'vitest';
import { isBackchannel } from './backchannels.js';

it.each([
  '',
  'Mm-hm.',
  'Mm-hmm.',
  'Mmm.',
  'Hmm.',
  'mhm',
  'Uh-huh',
  'Yeah.',
  'Okay, okay.',
  'Oh, I see.',
  'Got it.',
  'Right.',
  'Yes, sure.',
])('takes no turn for "%s"', (text) => expect(isBackchannel(text)).toBe(true));

it.each([
  'No.',
  'Stop',
  'wait',
  'Yeah, but how?',
  'What?',
  'Thanks',
  'I see it is broken',
  'okay how do i print',
])('takes a turn for "%s"', (text) => expect(isBackchannel(text)).toBe(false));

it('knows no backchannels of a language that has no list', () => {
  expect(isBackchannel('yeah', 'xx')).toBe(false);
});
