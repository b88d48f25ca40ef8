import { describe, expect, it } from 'vitest';
import { ChatQuery } from '@parley/protocol';
import { chatUrl } from './chat-url.js';

const page = { protocol: 'https:', host: 'parley.example:8998' };

describe('chatUrl', () => {
  it('asks the page’s own server, over TLS where the page came over TLS', () => {
    const nothing = { voice: '', persona: '', token: '' };
    expect(chatUrl(page, nothing, undefined)).toBe(
      'wss://parley.example:8998/api/chat?meta=1&audio=opus',
    );
    expect(chatUrl({ ...page, protocol: 'http:' }, nothing, undefined)).toMatch(/^ws:/);
  });

  it('carries the settings so that the server reads them back', () => {
    const settings = { voice: 'slt', persona: 'Kind & brief: 100 %', token: 'a+b=' };
    const { searchParams } = new URL(chatUrl(page, settings, 'resume-1'));
    expect(ChatQuery.parse(Object.fromEntries(searchParams))).toMatchObject({
      voice_prompt: 'slt',
      text_prompt: 'Kind & brief: 100 %',
      token: 'a+b=',
      resume: 'resume-1',
      meta: true,
      audio: 'opus',
    });
  });
});
