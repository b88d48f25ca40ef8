import { expect, it } from 'vitest';
import { readEnvironment } from './environment.js';
import { RagServiceEnv } from './services.js';

const replies = (SAFETY_REPLIES?: string) =>
  readEnvironment(RagServiceEnv, { SAFETY_REPLIES }).SAFETY_REPLIES;

it('has words for each kind of danger', () => {
  expect(Object.keys(replies())).toEqual(['fire', 'medical', 'self-harm', 'threat']);
});

it('changes those that are given, and keeps the others', () => {
  const changed = replies('{ "fire": "Call extension 5000." }');
  expect(changed).toEqual({ ...replies(), fire: 'Call extension 5000.' });
});

it.each(['Call me.', '[]', '{ "flood": "Swim." }', '{ "fire": "" }'])('refuses %s', (value) => {
  expect(() => replies(value)).toThrow(
    'it must be a JSON object with texts for "fire", "medical", "self-harm" or "threat"',
  );
});
