import type { SessionRecord } from '@parley/protocol';
import { expect, it } from 'vitest';
import { ResumeToken } from './resume-token.js';

const record: SessionRecord = {
  sessionId: 'session-1',
  owner: '',
  startedAt: 1,
  takeOvers: 0,
  options: {
    persona: 'Be kind.',
    sampling: { textTemperature: 0.7, textTopK: 25, audioTemperature: 0.8, audioTopK: 250 },
  },
  bindingId: 'session-1',
  placement: {
    engine: 'cascade',
    voice: 'slt',
    format: 'pcm',
    needs: { needsTranscripts: true },
    workers: { lm: 'lm-1', codec: 'codec-1' },
  },
  transcript: {
    utterances: [{ role: 'user', text: 'Grüß Gott!' }],
    unfinished: 'Good',
    firstTurn: 0,
    nextTurn: 2,
  },
};

it('opens what it sealed, also when it is only known as text', () => {
  const token = ResumeToken.create();
  expect(new ResumeToken(token.text).unseal(token.seal(record))).toEqual(record);
});

it('does not open what another token sealed, nor what was changed or cut', () => {
  const token = ResumeToken.create();
  const sealed = token.seal(record);
  expect(() => ResumeToken.create().unseal(sealed)).toThrow();
  expect(() => token.unseal(sealed.map((byte, i) => (i === 40 ? byte ^ 1 : byte)))).toThrow();
  expect(() => token.unseal(sealed.subarray(0, -1))).toThrow();
  expect(() => token.unseal(sealed.subarray(0, 20))).toThrow();
});

it('has 256 bits, and leads to a key that a bucket takes and that does not hold it', () => {
  const { text, key } = ResumeToken.create();
  expect(Buffer.from(text, 'base64url')).toHaveLength(32);
  expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(key).not.toContain(text.slice(0, 8));
});
