import { expect, it } from 'vitest';
import { NearVoice } from './near-voice.js';

const CHUNK_MS = 32;
const chunk = (dbfs: number) => new Float32Array(512).fill(10 ** (dbfs / 20));
const state = (name: 'speaking' | 'listening') => ({ type: 'state', state: name }) as const;

/** Somebody who has asked a question at -25 dBFS, and is being answered. */
function answered() {
  const voice = new NearVoice();
  let at = 0;
  const isUser = (dbfs: number, probability = 0.9) =>
    voice.isUser(chunk(dbfs), probability, (at += CHUNK_MS));
  for (let i = 0; i < 60; i++) isUser(-25);
  const agent = (name: 'speaking' | 'listening') => voice.agentEvent(state(name), at);
  agent('speaking');
  return { isUser, agent };
}

it('takes what is far quieter than the user for the echo of the agent', () => {
  const { isUser } = answered();
  expect(isUser(-45)).toBe(false);
  expect(isUser(-25)).toBe(true);
  expect(isUser(-32)).toBe(true);
});

it('does not learn the level of the user from an echo', () => {
  const { isUser } = answered();
  for (let i = 0; i < 500; i++) isUser(-45);
  expect(isUser(-45)).toBe(false);
});

it('takes a quiet voice for the user once the agent has been silent for a while', () => {
  const { isUser, agent } = answered();
  agent('listening');
  expect(isUser(-45)).toBe(false);
  for (let i = 0; i < 20; i++) isUser(-60, 0.1);
  expect(isUser(-45)).toBe(true);
});

it('lets everybody speak who was not heard before', () => {
  const voice = new NearVoice();
  voice.agentEvent(state('speaking'), 0);
  expect(voice.isUser(chunk(-45), 0.9, CHUNK_MS)).toBe(true);
});
