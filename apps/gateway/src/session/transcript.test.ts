import { expect, it } from 'vitest';
import { Transcript } from './transcript.js';

const asked = (turn: number, text: string) =>
  ({
    type: 'final',
    turn,
    text,
    inDomain: true,
    speechEndedAt: 1,
    turnEndedAt: 2,
    recognizedAt: 3,
  }) as const;

it('goes on from a record as if it had not stopped', () => {
  const before = new Transcript();
  before.note(asked(1, 'How so?'));
  before.note({ type: 'transcript', turn: 1, text: 'Because', final: false });
  const after = new Transcript(before.record());
  expect(after.history()).toEqual(before.history());
  after.newBinding();
  expect(after.note(asked(1, 'And?'))).toMatchObject({ turn: 3 });
});

it('takes its newest part along, however much was said', () => {
  const transcript = new Transcript();
  for (let turn = 1; turn <= 30; turn++) transcript.note(asked(turn, `${turn} ${'x'.repeat(997)}`));
  const { utterances } = transcript.record();
  expect(utterances.at(-1)?.text).toMatch(/^30 /);
  expect(utterances).toHaveLength(16);
});

it('takes a question that went on after a pause for one, as people would write it', () => {
  const transcript = new Transcript();
  transcript.note(asked(1, 'how do I'));
  transcript.note({ type: 'transcript', turn: 1, text: 'You', final: false });
  transcript.note({ ...asked(1, 'how do i print'), display: 'How do I print?' });
  transcript.note({ type: 'transcript', turn: 1, text: 'Like this.', final: true });
  expect(transcript.history()).toEqual([
    { role: 'user', text: 'How do I print?' },
    { role: 'assistant', text: 'Like this.' },
  ]);
});
