import { cardinal, code, NUMBER } from '../number-words.js';
import { prefixRule, rule, type Rule, type Say } from './rule.js';

const POWERS: Readonly<Record<string, string>> = { '2': 'squared', '3': 'cubed' };
const PRONOUN = '(?:[Hh]e|[Ss]he|[Tt]hey|[Hh]im|[Hh]er|[Tt]hem|[Hh]is|[Hh]ers|[Tt]heirs?)';

function raised(power: string, say: Say): string {
  return POWERS[power] ?? `to the power of ${say(power)}`;
}

/** Of a picture or a screen: "nineteen twenty by ten eighty". */
function bySides(width: string, height: string): string {
  return [width, height]
    .map((side) => (side.length > 3 ? code(side) : cardinal(side)))
    .join(' by ');
}

const ARITHMETIC: readonly Rule[] = [
  rule(/(\d+)x(\d+)/, ([, width = '', height = '']) => bySides(width, height)),
  rule(/(\d{3,4}) ?× ?(\d{3,4})/, ([, width = '', height = '']) => bySides(width, height)),
  rule(String.raw`(${NUMBER})[x×](?! [-+−=*/^])`, ([, number = '']) => `${cardinal(number)} times`),
  prefixRule(/[×*](?= ?[\d(])(?<=[\d)a-z] ?[×*])|(?<=\d )x(?= \d)/, () => 'times'),
  // with spaces around it, a hyphen is a minus only where there is a result
  prefixRule(/(?<=[\d)a-z] ?)[-–](?= ?[\d.]+ ?=)/, () => 'minus'),
  prefixRule(/−/, () => 'minus'),
  prefixRule(/(?<=(?:\d|(?<![A-Za-z])[A-Za-z]|\)))\^(-?\d+|[a-z])/, ([, power = ''], say) =>
    raised(power, say),
  ),
  prefixRule(/(?<==.*)\^([23])/, ([, power = '']) => POWERS[power]),
  prefixRule(/\^-?\d+/, () => ''),
  prefixRule(/√/, () => 'the square root of'),
  prefixRule(/÷/, () => 'divided by'),
  prefixRule(/±/, () => 'plus or minus'),
  prefixRule(/(?<=(?<![A-Za-z])[A-Za-z])\(([a-z])\)/, ([, variable = '']) => `of ${variable}`),
];

const COMPARISONS: readonly Rule[] = [
  prefixRule(/≥|>=(?= ?[\d$£€])/, () => 'at least'),
  prefixRule(/≤|<=(?= ?[\d$£€])/, () => 'at most'),
  prefixRule(/≠|!=/, () => 'is not equal to'),
  prefixRule(/≈|~(?= ?[\d$£€])/, () => 'about'),
  prefixRule(/(?<=(?:\d|\b[a-z]) ?)<(?= ?-?[\d$£€a-z])|<(?= ?-?[\d$£€])/, () => 'less than'),
  prefixRule(/(?<=(?:\d|\b[a-z]) ?)>(?= ?-?[\d$£€a-z])/, () => 'greater than'),
  prefixRule(/>(?= ?-?[\d$£€])/, () => 'more than'),
  prefixRule(/<(\/?[A-Za-z][\w -]*)>/, ([, name = ''], say) => say(name.replace('/', ''))),
  prefixRule(/={1,3}(?!>)/, () => 'equals'),
  // a way through menus
  prefixRule(/(?<=\S ?)(?:→|<?->|=>|>)(?= ?\S)/, () => ', then'),
];

const NAMED: readonly Rule[] = [
  // keys of a telephone
  prefixRule(/(?<=\b(?:[Pp]ress|dial|key|enter|or|and) |, )\*(?![\w*])/, () => 'star'),
  prefixRule(/(?<=\b(?:[Pp]ress|dial|key|enter|or|and) |, )#(?!\w)/, () => 'hash'),
  prefixRule(/#(?=\d)/, () => 'number'),
  prefixRule(/(?<![\w#])#(?=[A-Za-z])/, () => 'hashtag'),
  prefixRule(/§§?/, () => 'section'),
  prefixRule(/©/, () => 'copyright'),
  prefixRule(/&/, () => 'and'),
  prefixRule(/\+/, () => 'plus'),
  prefixRule(/@/, () => 'at'),
  prefixRule(/%/, () => 'percent'),
  prefixRule(/°/, () => 'degrees'),
  prefixRule(/€/, () => 'euros'),
  prefixRule(/£/, () => 'pounds'),
  prefixRule(/(?<![^\s("'`])--(?=[a-z])/, () => 'dash dash'),
  prefixRule(/(?<![^\s("'`])-(?=[a-zA-Z](?![\w-]))/, () => 'dash'),
  prefixRule(/(?<=[A-Za-z\d])_(?=[A-Za-z\d])/, () => 'underscore'),
  prefixRule(/(?<=\w)\\(?=\w)/, () => 'backslash'),
];

const SLASHES: readonly Rule[] = [
  rule(`${PRONOUN}(?:/${PRONOUN})+`, ([all]) => all.replaceAll('/', ' or ')),
  rule(
    /([A-Za-z][a-z]+)\/([A-Za-z][a-z]+)(?!\/)(?<!\/\w+\/\w+)/,
    ([, left = '', right = ''], say) => `${say(left)} or ${say(right)}`,
  ),
  prefixRule(/(?<=[A-Za-z\d)])\/(?=[A-Za-z\d(])/, () => 'slash'),
];

/** What is shown and not said, or a rest. */
const SILENT: readonly Rule[] = [
  prefixRule(/!?\[([^\]]*)\]\([^)\s]*\)/, ([, text = ''], say) => say(text)),
  // the number of a source
  prefixRule(/ ?\[\d+(?:[,–-] ?\d+)*\]/, () => ''),
  prefixRule(/\.{2,}/, () => ','),
  prefixRule(/[.,;?!]/, ([sign]) => sign),
  prefixRule(/:(?![A-Za-z\d])|[()[\]|](?=.*[A-Za-z\d])/, () => ','),
  prefixRule(/(?<=\s)[-–]{1,3}(?=\s)|–|(?<=[A-Za-z])--+(?=[A-Za-z])/, () => ','),
];

export const SYMBOLS: readonly Rule[] = [
  ...ARITHMETIC,
  ...COMPARISONS,
  ...NAMED,
  ...SLASHES,
  ...SILENT,
];
