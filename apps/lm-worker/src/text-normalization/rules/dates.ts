import { cardinal, ordinal, year } from '../number-words.js';
import { entry, oneOf, prefixRule, rule, type Rule } from './rule.js';

const MONTH_NAMES =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const DAY_NAMES = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

/** Every way in which a name is written: whole, and short with or without a point. */
function byWriting(
  names: readonly string[],
  others: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const whole = names.map((name): [string, string] => [name, name]);
  const short = names.map((name): [string, string] => [name.slice(0, 3), name]);
  return { ...others, ...Object.fromEntries([...whole, ...short]) };
}

const MONTHS = byWriting(MONTH_NAMES, { Sept: 'September' });
const DAYS = byWriting(DAY_NAMES, {
  Tues: 'Tuesday',
  Weds: 'Wednesday',
  Thur: 'Thursday',
  Thurs: 'Thursday',
});
const MONTH = String.raw`(${oneOf(Object.keys(MONTHS))})\b\.?`;
const DAY = String.raw`(${oneOf(Object.keys(DAYS))})\b\.?`;
const DATE = String.raw`([12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?`;
const YEAR = String.raw`(?:,? ((?:1[1-9]|20)\d\d)(?![\d:.]\d|[%€]))?`;
const NO_AMOUNT = String.raw`(?! ?(?:[apAP]\.?[mM]\b|%|:\d|times\b)|[.,:/]\d)`;

function month(name: string): string {
  return entry(MONTHS, name) ?? name;
}

function withYear(date: string, number: string): string {
  return number ? `${date}, ${year(number)}` : date;
}

function american(monthNumber: string, day: string, number: string): string | undefined {
  const name = MONTH_NAMES[Number(monthNumber) - 1];
  return name && Number(day) <= 31
    ? withYear(`${name} ${ordinal(Number(day))}`, number)
    : undefined;
}

/** Which is the month is said only where it is beyond doubt; "30.11.2026" begins with the day. */
function numeric(
  first: string,
  second: string,
  number: string,
  dayFirst: boolean,
): string | undefined {
  if (Number(first) > 12 || dayFirst) {
    const name = MONTH_NAMES[Number(second) - 1];
    return name && withYear(`the ${ordinal(Number(first))} of ${name}`, number);
  }
  if (Number(second) > 12) return american(first, second, number);
  return [...[first, second].map((n) => cardinal(String(Number(n)))), year(number)].join(', ');
}

const OF_MONTH: readonly Rule[] = [
  rule(
    String.raw`(${MONTH} ${DATE}|${DATE} ${MONTH}) ?[-–] ?(${MONTH} ${DATE}|${DATE} ${MONTH})${YEAR}`,
    ([all], say) =>
      all
        .split(/ ?[-–] ?/)
        .map(say)
        .join(' to '),
  ),
  rule(
    String.raw`(?<=\b[Tt]he )${DATE}(?: of)? ${MONTH}${YEAR}`,
    ([, day = '', name = '', number = '']) =>
      withYear(`${ordinal(Number(day))} of ${month(name)}`, number),
  ),
  rule(String.raw`${DATE}(?: of)? ${MONTH}${YEAR}`, ([, day = '', name = '', number = '']) =>
    withYear(`the ${ordinal(Number(day))} of ${month(name)}`, number),
  ),
  rule(
    String.raw`${DATE} ?[-–] ?${DATE} ${MONTH}${YEAR}`,
    ([, from = '', to = '', name = '', number = '']) =>
      withYear(
        `the ${ordinal(Number(from))} to the ${ordinal(Number(to))} of ${month(name)}`,
        number,
      ),
  ),
  rule(
    String.raw`${MONTH} ${DATE} ?[-–] ?${DATE}${YEAR}`,
    ([, name = '', from = '', to = '', number = '']) =>
      withYear(`${month(name)} ${ordinal(Number(from))} to ${ordinal(Number(to))}`, number),
  ),
  rule(String.raw`${MONTH} ${DATE}${NO_AMOUNT}${YEAR}`, ([, name = '', day = '', number = '']) =>
    withYear(`${month(name)} ${ordinal(Number(day))}`, number),
  ),
  rule(
    String.raw`${MONTH},? ((?:1[1-9]|20)\d\d)`,
    ([, name = '', number = '']) => `${month(name)} ${year(number)}`,
  ),
];

const NUMERIC: readonly Rule[] = [
  rule(
    /((?:19|20)\d\d)-0([1-9])(?!-)/,
    ([, number = '', monthNumber = '']) =>
      `${MONTH_NAMES[Number(monthNumber) - 1]} ${year(number)}`,
  ),
  rule(
    /((?:1\d|20)\d\d)[-/](\d\d)[-/](\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z?)?/,
    (groups, say) => {
      const [, number = '', monthNumber = '', day = '', time = ''] = groups;
      const date = american(monthNumber, day, number);
      return date && (time ? `${date}, ${say(time)}` : date);
    },
  ),
  rule(
    /(?<=\b[Tt]he )(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d)/,
    ([, first = '', sign, second = '', number = '']) =>
      numeric(first, second, number, sign === '.')?.replace(/^the /, ''),
  ),
  rule(
    /(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d)/,
    ([, first = '', sign, second = '', number = '']) =>
      numeric(first, second, number, sign === '.'),
  ),
  rule(
    /(?<=\b(?:on|by|until|before|after|since|from) )(1[0-2]|[1-9])\/(1[3-9]|2\d|3[01])(?!\/)/,
    ([, m = '', d = '']) => american(m, d, ''),
  ),
  rule(
    /(?<=\b(?:on|by|until|before|after|since|from) )(1[3-9]|2\d|3[01])\/(1[0-2]|0?[1-9])(?!\/)/,
    ([, day = '', m = '']) => numeric(day, m, '', true),
  ),
  // which is the month is anyone's guess
  rule(
    /(?<=\b(?:on|by|until|before|after|since) )(1[0-2]|[1-9])\/(1[0-2]|[1-9])(?!\/)/,
    ([, first = '', second = '']) => `${cardinal(first)} ${cardinal(second)}`,
  ),
];

const NAMES: readonly Rule[] = [
  rule(
    `${DAY} ?[-–] ?${DAY}`,
    ([, from = '', to = '']) => `${entry(DAYS, from)} to ${entry(DAYS, to)}`,
  ),
  rule(`${MONTH} ?[-–] ?${MONTH}`, ([, from = '', to = '']) => `${month(from)} to ${month(to)}`),
  prefixRule(`${DAY}(?=,? (?:\\d|${MONTH}|${DAY}|and ${DAY})| & ${DAY}|/${DAY})`, ([, day = '']) =>
    entry(DAYS, day),
  ),
  prefixRule(`(?<=${DAY}(?:,|,? and|,? or|/| &) ?)${DAY}`, ([, , day = '']) => entry(DAYS, day)),
  rule(/(Mon|Tues?|Weds?|Thu(?:rs?)?|Fri)\.?/, ([, day = '']) => entry(DAYS, day)),
  rule(/(Feb|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?/, ([, name = '']) => month(name)),
];

export const DATES: readonly Rule[] = [...NUMERIC, ...OF_MONTH, ...NAMES];
