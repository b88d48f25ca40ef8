import { expect, it } from 'vitest';
import { nextState, type DialogueSignal, type DialogueState } from './dialogue-state.js';

const after = (...signals: DialogueSignal[]) =>
  signals.reduce<DialogueState>((state, signal) => nextState(state, signal) ?? state, 'listening');

it.each<[string, DialogueSignal[], DialogueState]>([
  ['listens at first', [], 'listening'],
  ['thinks about a question', ['speech-start', 'question'], 'thinking'],
  ['speaks when sound leaves', ['speech-start', 'question', 'first-sound'], 'speaking'],
  ['listens again after the answer', ['question', 'first-sound', 'answered'], 'listening'],
  ['does not answer a cough', ['speech-start', 'no-words'], 'listening'],
  ['hears whoever speaks over it', ['question', 'first-sound', 'speech-start'], 'hearing'],
  [
    'does not go on after a cough',
    ['question', 'first-sound', 'speech-start', 'no-words'],
    'listening',
  ],
  ['lets a newer question win', ['question', 'first-sound', 'question'], 'thinking'],
  ['can be stopped by hand', ['question', 'first-sound', 'interrupt'], 'listening'],
  ['does not care to be stopped while it hears', ['speech-start', 'interrupt'], 'hearing'],
])('%s', (_, signals, expected) => {
  expect(after(...signals)).toBe(expected);
});
