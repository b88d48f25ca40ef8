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
    expect(clausesOf(text, true)).toEqual(expected);
  });

  it.each([
    [
      'First, open the settings of the mail program.',
      ['First,', 'open the settings of the mail program.'],
    ],
    [
      'You can borrow a laptop for up to 14 days from the desk in the library.',
      ['You can borrow a laptop for up to 14 days', 'from the desk in the library.'],
    ],
  ])('lets %j sound early: what opens it, or its first phrase, is said alone', (text, expected) => {
    expect(clausesOf(text, true)).toEqual(expected);
  });

  it('parts a long clause without punctuation at a conjunction', () => {
    const text =
      'Open the settings of your telephone and choose the network called eduroam and enter your whole address as the user name';
    expect(clausesOf(text, false)).toEqual([
      'Open the settings of your telephone and choose the network called eduroam',
      'and enter your whole address as the user name',
    ]);
  });

  it.each([
    [
      'Open the settings of your telephone and choose the network, please.',
      ['Open the settings of your telephone', 'and choose the network, please.'],
    ],
    [
      'Lost devices should be reported because the desk can lock them.',
      ['Lost devices should be reported', 'because the desk can lock them.'],
    ],
    [
      'You need your user name and password for it.',
      ['You need your user name and password for it.'],
    ],
    [
      'Ask your own department to see which room it is.',
      ['Ask your own department to see which room it is.'],
    ],
  ])('begins with a short clause where another one follows: %j', (text, expected) => {
    expect(clausesOf(text, true)).toEqual(expected);
  });

  it('makes the clauses behind the first longer', () => {
    const text =
      'Printing costs money, but not much, and it is paid with your card, as is scanning.';
    expect(clausesOf(text, true)).toEqual([
      'Printing costs money,',
      'but not much, and it is paid with your card, as is scanning.',
    ]);
  });

  it.each([
    'See Dr. Smith in No. 7, i.e. Room 4.12, at 9 a.m. or 4 p.m. on Nov. 30, 2026.',
    'Call +1 (555) 010-9999, ext. 4000, approx. 5 times, or write to help@example.org, e.g. today.',
  ])('parts no number, date, address or abbreviation: %j', (text) => {
    for (const clause of clausesOf(text, true)) {
      expect(clause).not.toMatch(/(?:Dr|No|Nov|ext|approx|e\.g|i\.e|a\.m|\+1|\(555\)|30,)\.?$/);
      expect(clause).not.toMatch(/^(?:[\d(]|p\.m)/);
    }
  });

  it('makes no clause longer than two breaths, whatever the text', () => {
    const clauses = clausesOf('word '.repeat(200), true);
    expect(Math.max(...clauses.map((clause) => clause.length))).toBeLessThan(120);
    expect(clauses.join(' ')).toBe('word '.repeat(200).trim());
  });

  it('says nothing for nothing', () => {
    expect(clausesOf('  ', true)).toEqual([]);
  });
});
