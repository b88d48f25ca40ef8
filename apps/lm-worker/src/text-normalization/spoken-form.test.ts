import { describe, expect, it } from 'vitest';
import { spokenText, spokenWords } from './spoken-form.js';

/** What is said is specified by `cases.ts`; here is how it stands beside what is written. */
describe('spokenWords', () => {
  it('keeps every shown word beside what is said for it', () => {
    expect(spokenWords('Use – a VPN.')).toEqual([
      { written: 'Use', spoken: 'Use,' },
      { written: '–', spoken: '' },
      { written: 'a', spoken: 'a' },
      { written: 'VPN.', spoken: 'V P N.' },
    ]);
  });

  it('gives the sound of several words that are one expression to the first', () => {
    expect(spokenWords('at -5 °C now')).toEqual([
      { written: 'at', spoken: 'at' },
      { written: '-5', spoken: 'minus five degrees Celsius' },
      { written: '°C', spoken: '' },
      { written: 'now', spoken: 'now' },
    ]);
  });

  it('gives a rest to the word before it', () => {
    expect(spokenWords('the guide (page 5) 🙂')).toEqual([
      { written: 'the', spoken: 'the' },
      { written: 'guide', spoken: 'guide,' },
      { written: '(page', spoken: 'page' },
      { written: '5)', spoken: 'five' },
      { written: '🙂', spoken: '' },
    ]);
  });

  it('says nothing for nothing', () => {
    expect(spokenWords('  ')).toEqual([]);
    expect(spokenText(spokenWords('* – …'))).toBe('');
  });

  it.each([
    '-t /etc/passwd; $(rm)\u0000',
    '`; <b> \\ {} ~ ^ | "',
    '日本語 ¿qué?',
    'a'.repeat(5_000),
  ])('leaves nothing but letters and rests of %j', (text) => {
    expect(spokenText(spokenWords(text))).toMatch(/^[A-Za-z'.,;?! ]*$/);
  });

  it('takes no longer for a long text than its length', () => {
    const startedAt = process.cpuUsage().user;
    spokenWords('Open 9-17 on 30 Nov. 2026, see https://example.org/a. '.repeat(40));
    expect((process.cpuUsage().user - startedAt) / 1_000).toBeLessThan(2_000);
  });
});
