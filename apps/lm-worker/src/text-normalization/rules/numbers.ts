import { cardinal, digits, NUMBER, ordinal, year } from '../number-words.js';
import { prefixRule, rule, type Rule } from './rule.js';
import { MEASURES, UNIT, unitWord } from './unit-names.js';

const VULGAR: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅖': '2/5',
  '⅗': '3/5',
  '⅘': '4/5',
  '⅙': '1/6',
  '⅚': '5/6',
  '⅛': '1/8',
  '⅜': '3/8',
  '⅝': '5/8',
  '⅞': '7/8',
};
const FRACTION = `(${Object.keys(VULGAR).join('|')}|[1-9]/(?:[2-9]|1[026]))`;
const SCALES: Readonly<Record<string, string>> = {
  k: 'thousand',
  K: 'thousand',
  m: 'million',
  M: 'million',
  bn: 'billion',
};
/** Behind these, four figures are a year, whatever it is. */
const YEAR_CUE = String.raw`(?<=\b(?:in|since|from|until|till|by|before|after|during|around|circa|year|of|c\.|ca\.|AD|early|late|mid|spring|summer|autumn|fall|winter) )`;

/** "three quarters", "one half" */
function fraction(text: string): string | undefined {
  const [above = '', below = ''] = (VULGAR[text] ?? text).split('/');
  if (Number(above) >= Number(below)) return undefined;
  const parts = ({ 2: 'half', 4: 'quarter' } as Record<string, string>)[below] ?? ordinal(below);
  return above === '1' ? `one ${parts}` : `${cardinal(above)} ${parts}s`;
}

/** "½ cup", "1/4 mile", "½ kg", "1/2 an hour", "½ price" */
function partOf(text: string, measure: string): string | undefined {
  const part = fraction(text);
  if (part === undefined || !measure) return part;
  if (part === 'one half') return `half ${withArticle(measure)}`;
  return `${part.replace(/^one /, 'a ')} of ${withArticle(measure)}`;
}

function withArticle(measure: string): string {
  const noun = unitWord(measure, '1') ?? measure;
  return `${/^[aeiou]|^hour/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

function aHalf(text: string): string | undefined {
  const part = fraction(text);
  return part?.replace(/^one /, 'a ');
}

export const FRACTIONS: readonly Rule[] = [
  rule(/24\/7\/365/, () => 'twenty four seven, three sixty five'),
  rule(/24\/7/, () => 'twenty four seven'),
  rule(/9\/11/, () => 'nine eleven'),
  rule(
    /(?<=\b(?:[Pp]age|[Ss]tep|[Pp]art) )(\d+)\/(\d+)/,
    ([, of = '', all = '']) => `${cardinal(of)} of ${cardinal(all)}`,
  ),
  rule(
    String.raw`(\d+) ?${FRACTION}(?: ?(${UNIT}|"))?`,
    ([all, whole = '', part = '', unit = '']) => {
      const said = /\d\d?\//.test(all) && !all.includes(' ') ? undefined : aHalf(part);
      return (
        said &&
        `${cardinal(whole)} and ${said} ${unitWord(unit.replace('"', 'in.'), whole, true) ?? ''}`.trim()
      );
    },
  ),
  rule(String.raw`${FRACTION}(?: (?:an? )?(${MEASURES}|${UNIT}))`, ([, part = '', measure = '']) =>
    partOf(part, measure),
  ),
  rule(String.raw`${FRACTION}(?= (?:of|the|a|an|[a-rt-z]+) )(?<=½|1\/2)`, () => 'half'),
  rule(String.raw`(\d+)\/10(?:0)?`, ([all, above = '']) =>
    all === '1/10' ? 'one tenth' : `${cardinal(above)} out of ${cardinal(all.split('/')[1] ?? '')}`,
  ),
  prefixRule(String.raw`${FRACTION}-(?=[a-z])`, ([, part = '']) =>
    fraction(part)?.replace(/^one /, ''),
  ),
  prefixRule(String.raw`${FRACTION}"`, ([, part = '']) => partOf(part, 'inch')),
  rule(String.raw`${FRACTION}(?:rds?|ths?)`, ([, part = '']) => fraction(part)),
  prefixRule(String.raw`${FRACTION}(?![\d/])`, ([, part = '']) => fraction(part)),
  rule(
    /(?<=[A-Z][a-z]+ )(\d\d)\/(\d\d)/,
    ([, left = '', right = '']) => `${cardinal(left)} slash ${cardinal(right)}`,
  ),
  rule(
    /(\d+)\/(\d+)/,
    ([, above = '', below = '']) =>
      `${cardinal(above)}${above === below ? '' : ' over'} ${cardinal(below)}`,
  ),
];

export const YEARS: readonly Rule[] = [
  rule(/(1[1-9]|20)(\d)0'?s/, ([, century = '', decade = '']) => {
    const tens = decade === '0' ? 'hundreds' : tensOf(decade);
    return century === '20' && decade === '0' ? 'two thousands' : `${cardinal(century)} ${tens}`;
  }),
  prefixRule(/'([1-9])0s\b/, ([, decade = '']) => tensOf(decade)),
  rule(/(?<=\b(?:the|early|late|mid) )([2-9])0s/, ([, decade = '']) => tensOf(decade)),
  rule(
    /((?:1[1-9]|20)\d0s)[-–]'?([1-9])0s/,
    ([, from = '', decade = ''], say) => `${say(from)} to ${tensOf(decade)}`,
  ),
  prefixRule(/'(\d\d)(?![\d'])/, ([, short = '']) => digitsOrPair(short)),
  rule(/((?:19|20)\d\d)\/(\d\d)/, ([, from = '', to = '']) => `${year(from)} ${digitsOrPair(to)}`),
  rule(`${YEAR_CUE}(1[1-9]\\d\\d)`, ([, number = '']) => year(number)),
  rule(/(?<=\byear )\d{4}/, ([number]) => year(number)),
  rule(/(19|20)\d\d/, ([number]) => year(number)),
];

function tensOf(decade: string): string {
  return decade === '1' ? 'tens' : cardinal(`${decade}0`).replace(/y$/, 'ies');
}

function digitsOrPair(pair: string): string {
  return pair.startsWith('0') ? `oh ${cardinal(pair.slice(1))}` : cardinal(pair);
}

export const NUMBERS: readonly Rule[] = [
  rule(/(\d[\d,]*)(?:st|nd|rd|th)/, ([, number = '']) => ordinal(number.replaceAll(',', ''))),
  prefixRule(/(?<![^\s(=[:,<>~≈≤≥])[-−–](?=[$£€¥₹]?\.?\d)/, () => 'minus'),
  // grouped by spaces, as in France
  rule(/[1-9]\d{0,2}(?: \d{3})+(?! \d)/, ([number]) => cardinal(number.replaceAll(' ', ''))),
  rule(
    String.raw`(${NUMBER})[eE]\+?(-?)(\d+)`,
    ([, number = '', sign = '', power = '']) =>
      `${cardinal(number)} times ten to the power of ${sign && 'minus '}${cardinal(power)}`,
  ),
  rule(
    String.raw`(?<![A-Za-z\d]-)(${NUMBER})(bn|[kKmM])(?<!\b[48]K)`,
    ([, number = '', scale = '']) => `${cardinal(number)} ${SCALES[scale]}`,
  ),
  rule(/\d{5,}(?<!000)(?<=\d{7,})/, ([number]) => digits(number)),
  prefixRule(`(?:${NUMBER})`, ([number]) => cardinal(number)),
];
