import { cardinal } from '../number-words.js';
import { prefixRule, rule, type Rule } from './rule.js';

const HALF = String.raw`(?: ?([aApP])(?:\.[mM]\.|[mM](?![A-Za-z])))`;

function half(letter: string): string {
  return letter ? ` ${letter.toUpperCase()} M` : '';
}

function minutes(text: string): string {
  if (text === '00') return '';
  return ` ${text.startsWith('0') ? 'oh ' : ''}${cardinal(String(Number(text)))}`;
}

/** "five thirty P M", "nine o'clock": the half of the day where it is written or beyond doubt. */
function clock(hours: number, minute: string, letter: string): string {
  if (minute === '00' && !letter && hours % 24 === 0) return 'midnight';
  const half12 = letter || (hours > 12 ? 'p' : hours === 0 ? 'a' : '');
  const hour = cardinal(String(hours > 12 ? hours - 12 : hours || 12));
  return minute === '00' && !half12 ? `${hour} o'clock` : hour + minutes(minute) + half(half12);
}

export const TIMES: readonly Rule[] = [
  prefixRule(
    String.raw`(\d{1,2})[:.]([0-5]\d)${HALF}`,
    ([, hours = '', minute = '', letter = '']) => clock(Number(hours) % 12 || 12, minute, letter),
  ),
  prefixRule(
    String.raw`(\d{1,2})${HALF}`,
    ([, hours = '', letter = '']) => cardinal(String(Number(hours))) + half(letter),
  ),
  rule(
    /([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?(?:Z| ?hr?s?)?/,
    ([, hours = '', minute = '', second = '']) =>
      clock(Number(hours), minute, '') + (second && ` and ${cardinal(second)} seconds`),
  ),
  rule(
    /(\d{1,3}):(\d{1,3})/,
    ([, left = '', right = '']) => `${cardinal(left)} to ${cardinal(right)}`,
  ),
];
