import { cardinal, NUMBER } from '../number-words.js';
import { rule, prefixRule, type Rule } from './rule.js';
import { UNIT, unitWord } from './unit-names.js';

const POWERS: Readonly<Record<string, string>> = { 2: 'square', 3: 'cubic' };
const PER: Readonly<Record<string, string>> = {
  s: 'second',
  sec: 'second',
  h: 'hour',
  d: 'day',
  mo: 'month',
  yr: 'year',
};
const RATE = String.raw`\/(${UNIT}|mo|day|week|month|year|user|person|page|night|unit|hour|minute|second|seat)`;
const COMPOUND = String.raw`(${UNIT})(?:\^([23]))?(?:${RATE}(?:\^(2))?)?`;
/** Of "a 3.5mm jack" the unit is an adjective, of "10km away" it is not. */
const NO_NOUN =
  'of|is|are|was|were|or|and|to|in|at|on|for|per|from|with|long|wide|high|deep|tall|thick|away|apart|each|free|left|more|less|if|when|but|than|as|by|under|over|before|after|a|the|every|ago|later|now|then|faster|slower';
const NOUN = String.raw`(?= (?!(?:${NO_NOUN})\b)[a-z]+)`;

function per(what: string): string {
  return `per ${PER[what] ?? unitWord(what, '1') ?? what}`;
}

/** Said behind an amount; `amount` "1" makes it singular. */
function units(amount: string, symbol: string, power = '', rate = '', ratePower = ''): string {
  const noun = unitWord(symbol, amount) ?? symbol;
  const rated = rate && ` ${per(rate)}${ratePower && ' squared'}`;
  return `${power && `${POWERS[power]} `}${noun}${rated}`;
}

function adjective(amount: string, unit: string): string {
  return `${cardinal(amount)} ${unitWord(unit, '1')}`;
}

const LENGTHS: readonly Rule[] = [
  prefixRule(
    /([1-9])'(\d\d?)(?:"|''|(?!['\d]))/,
    ([, feet = '', inches = '']) => `${cardinal(feet)} foot ${cardinal(inches)}`,
  ),
  prefixRule(
    String.raw`(?<!".*)(${NUMBER})"(?= [a-z])(?!.*")`,
    ([, size = '']) => `${cardinal(size)} inch`,
  ),
  prefixRule(
    String.raw`(?<!".*)(${NUMBER})"(?=[.,;:)]|$)`,
    ([, size = '']) => `${cardinal(size)} inches`,
  ),
  rule(
    String.raw`(?<=\b(?:ft\.?|feet|foot|') ?)(\d\d?) ?in`,
    ([, inches = '']) => `${cardinal(inches)} inches`,
  ),
];

export const UNITS: readonly Rule[] = [
  ...LENGTHS,
  rule(String.raw`(${NUMBER})-?(${UNIT})${NOUN}`, ([, amount = '', unit = '']) =>
    adjective(amount, unit),
  ),
  rule(String.raw`(?<=\b[Aa]n? )(${NUMBER}) (${UNIT})${NOUN}`, ([, amount = '', unit = '']) =>
    adjective(amount, unit),
  ),
  rule(
    String.raw`(${NUMBER}) ?${COMPOUND}`,
    ([, amount = '', unit = '', power = '', rate = '', squared = '']) =>
      `${cardinal(amount)} ${units(amount, unit, power, rate, squared)}`,
  ),
  // a comma that can be nothing else than a decimal point
  rule(
    String.raw`(\d+),(\d\d?) ?(${UNIT})`,
    ([, whole = '', decimals = '', unit = '']) =>
      `${cardinal(`${whole}.${decimals}`)} ${units('2', unit)}`,
  ),
  rule(
    /(\d+)h([0-5]\d)/,
    ([, hours = '', minutes = '']) =>
      `${cardinal(hours)} ${units(hours, 'h')} ${cardinal(minutes)}`,
  ),
  rule(String.raw`(${UNIT})\^([23])`, ([, unit = '', power = '']) => units('2', unit, power)),
  rule(String.raw`(?<=\^-?\d+ |(?<![A-Za-z])(?=µ))(${UNIT})`, ([, unit = '']) => units('2', unit)),
  rule(String.raw`([a-zA-Z]{2,}|m)${RATE}(?<=\/(?:s|h|hr|min|sec))`, ([, unit = '', rate = '']) =>
    units('2', unit, '', rate),
  ),
  // "$5/month", "3 meals/day"
  prefixRule(String.raw`(?<=\d[^\s/]*(?: [a-z]+)?)${RATE}(?![A-Za-z\d/])`, ([, rate = '']) =>
    per(rate),
  ),
];
