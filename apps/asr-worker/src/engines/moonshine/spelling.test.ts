import { describe, expect, it } from 'vitest';
import { Spelling } from './spelling.js';

describe('the spelling', () => {
  const spelling = new Spelling(['mailbox', 'voicemail', 'vpn', 'aloud', 'sign-in', 'wi-fi']);

  it('writes plain words', () => {
    expect(spelling.plain('My WiFi, is "down"?')).toBe('my wi-fi is down');
  });

  it('writes compounds as the documents do', () => {
    expect(spelling.plain('My mail-box and my voice mail.')).toBe('my mailbox and my voicemail');
  });

  it('puts spelled letters together', () => {
    expect(spelling.plain('the V. P. N. drops')).toBe('the vpn drops');
  });

  it('leaves words that stand beside each other by chance', () => {
    expect(spelling.plain('A loud noise when I sign in')).toBe('a loud noise when i sign in');
  });

  it('has no words of its own', () => {
    expect(new Spelling().plain('Voice mail')).toBe('voice mail');
  });
});
