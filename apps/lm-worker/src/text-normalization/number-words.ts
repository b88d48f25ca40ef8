import { toCardinal, toOrdinal } from 'n2words/en-US';

/** "1,234.56", "7", ".5": a pattern without groups. */
export const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d+)?|\.\d+`;

/** Nobody counts so far: digits. */
const LONGEST_CARDINAL = 15;
const DIGITS = 'zero one two three four five six seven eight nine'.split(' ');

/** "one thousand two hundred thirty four point five six" */
export function cardinal(number: string): string {
  const [whole = '', fraction = ''] = number.replaceAll(',', '').split('.');
  const parts = [whole && integer(whole), fraction && `point ${digits(fraction)}`];
  return parts.filter(Boolean).join(' ');
}

export function ordinal(number: string | number): string {
  return Number(number) > 0 ? spaced(toOrdinal(String(number))) : 'zeroth';
}

/** One by one: "zero one two". */
export function digits(text: string): string {
  return [...text.matchAll(/\d/g)].map(([digit]) => DIGITS[Number(digit)]).join(' ');
}

/** By groups, as telephone numbers are told: "five five five, zero one nine nine". */
export function digitGroups(text: string): string {
  return [...text.matchAll(/\d+/g)].map(([group]) => digits(group)).join(', ');
}

/** "nineteen oh five", "two thousand five" */
export function year(number: string): string {
  if (number.length !== 4 || /000$|^[2-9]00/.test(number)) return cardinal(number);
  return pairs(number);
}

/** As rooms, ports and models are told: "two fourteen", "ninety ten", "four oh four". */
export function code(number: string): string {
  if (number.length > 4 || number.startsWith('0')) return digits(number);
  return number.length < 3 || number.endsWith('000') ? cardinal(number) : pairs(number);
}

/** Parts of a version: "three point twelve", "twenty two point oh four". */
export function version(number: string): string {
  return number.split('.').map(versionPart).join(' point ');
}

function pairs(number: string): string {
  const [high, low] = [number.slice(0, -2), number.slice(-2)];
  if (low === '00') return `${integer(high)} hundred`;
  return `${integer(high)} ${low.startsWith('0') ? `oh ${integer(low.slice(1))}` : integer(low)}`;
}

function versionPart(part: string): string {
  if (/^0\d$/.test(part)) return `oh ${integer(part.slice(1))}`;
  return part.length === 3 ? code(part) : integer(part);
}

function integer(number: string): string {
  const isWritten = number.length > LONGEST_CARDINAL || /^0\d/.test(number);
  return isWritten ? digits(number) : spaced(toCardinal(number));
}

function spaced(words: string): string {
  return words.replaceAll('-', ' ');
}
