import { expect, it } from 'vitest';
import { chatUrl } from './chat-url.js';

const QUERY = '?meta=1&audio=opus';

it.each([
  ['ws://localhost:8998', `ws://localhost:8998/api/chat${QUERY}`],
  ['localhost:8998', `ws://localhost:8998/api/chat${QUERY}`],
  ['https://voice.example/', `wss://voice.example/api/chat${QUERY}`],
  ['wss://voice.example/parley/chat', `wss://voice.example/parley/chat${QUERY}`],
])('makes %s the address of a conversation', (base, full) => {
  expect(chatUrl(base).href).toBe(full);
});

it('asks for a voice and a persona by their names on the wire', () => {
  const { searchParams } = chatUrl('localhost:1', { voice: 'rms', persona: 'Be brief.' });
  expect(searchParams.get('voice_prompt')).toBe('rms');
  expect(searchParams.get('text_prompt')).toBe('Be brief.');
});

it.each(['ftp://host', 'ws://', 'not an address'])(
  'says what an address looks like instead of %s',
  (text) => {
    expect(() => chatUrl(text)).toThrow(`"${text}" is not the address of a server`);
  },
);
