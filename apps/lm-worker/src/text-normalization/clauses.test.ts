import { describe, expect, it } from 'vitest';
import { clausesOf } from './clauses.js';

describe('clausesOf', () => {
  it.each([
    ['Open the client.', ['Open the client.']],
    [
      'To connect to the VPN, open the client and choose your campus.',
      ['To connect to the VPN,', 'open the client and choose your campus.'],
    ],
    [
      'Restart the printer first. Then try again.',
      ['Restart the printer first.', 'Then try again.'],
    ],
    ['Yes, that is possible, of course.', ['Yes, that is possible, of course.']],
    [
      'The desk is open from 9:00 to 17:00, e.g. on Mondays.',
      ['The desk is open from 9:00 to 17:00,', 'e.g. on Mondays.'],
    ],
    ['It costs 1, 2 or 3 points to do this.', ['It costs 1, 2 or 3 points to do this.']],
  ])('parts %j at punctuation, never into scraps', (text, expected) => {
    expect(clausesOf(text)).toEqual(expected);
  });

  it('parts a long clause without punctuation at a conjunction', () => {
    const text =
      'Open the settings of your telephone and choose the network called eduroam and enter your whole address as the user name';
    expect(clausesOf(text)).toEqual([
      'Open the settings of your telephone and choose the network called eduroam',
      'and enter your whole address as the user name',
    ]);
  });

  it('makes no clause longer than two breaths, whatever the text', () => {
    const clauses = clausesOf('word '.repeat(200));
    expect(Math.max(...clauses.map((clause) => clause.length))).toBeLessThan(120);
    expect(clauses.join(' ')).toBe('word '.repeat(200).trim());
  });

  it('says nothing for nothing', () => {
    expect(clausesOf('  ')).toEqual([]);
  });
});
