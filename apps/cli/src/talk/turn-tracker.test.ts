import type { Metadata } from '@parley/protocol';
import { expect, it } from 'vitest';
import { TurnTracker } from './turn-tracker.js';

function turnsAfter(...messages: Metadata[]): TurnTracker {
  const turns = new TurnTracker();
  for (const message of messages) turns.take(message);
  return turns;
}

const said = (role: 'user' | 'assistant', turn: number, text: string, final = true): Metadata => ({
  type: 'transcript',
  role,
  turn,
  text,
  final,
});
const cited = (turn: number, grounded = true): Metadata => ({
  type: 'citations',
  turn,
  grounded,
  citations: [{ document: 'vpn.md', title: 'VPN', score: 0.9 }],
});

it('puts together what became of a question', () => {
  const question = said('user', 1, 'how do i connect');
  expect(turnsAfter(said('user', 1, 'how do', false)).last).toBeUndefined();
  expect(turnsAfter(question).last?.grounded).toBeUndefined();
  const turns = turnsAfter(question, cited(1), said('assistant', 1, 'Open the client.'));
  expect(turns.last).toMatchObject({
    assistant: { text: 'Open the client.', final: true },
    grounded: true,
    citations: [{ document: 'vpn.md' }],
  });
});

it('looks for the answer to the last turn when the person went on speaking', () => {
  const turns = turnsAfter(
    said('user', 1, 'how do i'),
    said('assistant', 1, 'Sorry'),
    said('user', 2, 'connect to the vpn'),
  );
  expect(turns.last?.assistant).toBeUndefined();
  expect(turns.transcript).toBe('how do i connect to the vpn');
});

it('looks for no answer to a cough', () => {
  const turns = turnsAfter(
    said('user', 1, 'how do i connect'),
    said('assistant', 1, 'Open the client.'),
    said('user', 2, ''),
  );
  expect(turns.last?.assistant?.text).toBe('Open the client.');
});

it('cites nothing when the voice refused', () => {
  const turns = turnsAfter(
    said('user', 1, 'who won the cup'),
    cited(1, false),
    said('assistant', 1, 'I do not know.'),
  );
  expect(turns.last).toMatchObject({ grounded: false, citations: [] });
});
