import { describe, expect, it } from 'vitest';
import { ChatQuery } from './chat-query.js';

const read = (query: string) => ChatQuery.safeParse(Object.fromEntries(new URLSearchParams(query)));

describe('ChatQuery', () => {
  it('takes the query of a PersonaPlex page as it is', () => {
    const query =
      'text_prompt=Be%20kind.&voice_prompt=NATF2.pt&text_temperature=0.7&text_topk=25&audio_temperature=0.8&audio_topk=250&pad_mult=0&text_seed=1&email=a%40b&worker_auth_id=x';
    expect(read(query).data).toMatchObject({
      text_prompt: 'Be kind.',
      voice_prompt: 'NATF2.pt',
      text_topk: 25,
      audio_temperature: 0.8,
    });
  });

  it('takes a client that sends no query at all', () => {
    expect(read('').data).toEqual({ protocol: 'parley', audio: 'ogg', meta: false });
  });

  it('gives metadata only to a client that asks', () => {
    expect(read('meta=1').data?.meta).toBe(true);
    expect(read('meta=0').data?.meta).toBe(false);
  });

  it.each(['audio_topk=-1', 'text_temperature=warm', 'protocol=http', 'audio=mp3', 'seed=1.5'])(
    'refuses %s',
    (query) => {
      expect(read(query).success).toBe(false);
    },
  );
});
