import { expect, it } from 'vitest';
import { contextOf, isFollowUp } from './follow-up.js';

const said = (...texts: string[]) => texts.map((text) => ({ role: 'user' as const, text }));

it.each(['and on a Mac?', 'what about Linux', 'how long does it take?', 'why?', 'where is that?'])(
  '"%s" leans on what was asked before',
  (question) => expect(isFollowUp(question)).toBe(true),
);

it.each(['How do I print?', 'I got a fake email where do I report it?', 'When is the desk open?'])(
  '"%s" stands by itself',
  (question) => expect(isFollowUp(question)).toBe(false),
);

it('goes back to the last question that stands by itself', () => {
  const history = said('How do I print?', 'How do I join the Wi-Fi?', 'and on Linux?');
  expect(contextOf('and on a Mac?', history)).toEqual([
    'How do I join the Wi-Fi?',
    'and on Linux?',
  ]);
  expect(contextOf('How do I scan?', history)).toEqual([]);
});

it('does not take the question itself for its context', () => {
  const history = said('How do I join the Wi-Fi?', 'and on a Mac?');
  expect(contextOf('and on a Mac?', history)).toEqual(['How do I join the Wi-Fi?']);
});
