import { describe, expect, it } from 'vitest';
import { isOpenEnded, silenceToEnd } from './silence-to-end.js';

const RULE_MS = 400;
const after = (completeness: number, text: string | undefined = undefined) =>
  silenceToEnd({ completeness, text }, RULE_MS);

describe('the silence that ends a turn', () => {
  it('is no more than there is when the model is sure that the user is done', () => {
    expect(after(0.9)).toBe(0);
  });

  it('is longest when the model is sure that more will come', () => {
    expect(after(0.02)).toBe(1_500);
    expect(after(0.3)).toBeLessThan(1_500);
    expect(after(0.3)).toBeGreaterThan(RULE_MS);
  });

  it('is not the longest after a whole sentence, however it sounded', () => {
    expect(after(0.02, 'My printer is not working.')).toBe(after(0.3));
  });

  it('is that of the rule after a question, however it sounded', () => {
    expect(after(0.02, 'Where do I park?')).toBe(RULE_MS);
    expect(after(0.02, 'What is it for?')).toBe(RULE_MS);
  });

  it('is longest where the words go on, however it sounded', () => {
    expect(after(0.9, 'I need a new laptop and')).toBe(1_500);
  });
});

it.each([
  'I need a laptop and',
  'Where is the',
  'My badge, my keys,',
  'It depends on whether or',
  'how much is',
  'Where is the?',
  'I need it for',
])('takes "%s" for a beginning', (text) => expect(isOpenEnded(text)).toBe(true));

it.each([
  '',
  'What is it for?',
  'My printer is not working',
  'Where do I park?',
  'The sign says exit 12.',
])('takes "%s" for whole', (text) => expect(isOpenEnded(text)).toBe(false));
