import { NUMBER, year } from '../number-words.js';
import { rule, type Rule } from './rule.js';
import { UNIT } from './unit-names.js';

const DASH = String.raw`( ?)(?:[-–]|\.\.\.?)\2`;
const AMOUNT = String.raw`[$£€¥]?(?:${NUMBER})(?:bn|[kKmMB](?![A-Za-z])|[x×])?(?: ?${UNIT}(?:\^[23])?(?:/(?:${UNIT}|[a-z]+))?(?![A-Za-z]))?`;
const TIME = String.raw`\d{1,2}(?:[:.]\d{2})?(?: ?[aApP]\.?[mM]\.?)?|noon|midnight`;
const YEAR = String.raw`(?:1[1-9]|20)\d\d`;

export const RANGES: readonly Rule[] = [
  rule(`(${YEAR})${DASH}(${YEAR})`, ([, from = '', , to = '']) =>
    Number(from) < Number(to) ? `${year(from)} to ${year(to)}` : undefined,
  ),
  rule(String.raw`(${YEAR})${DASH}(\d\d)(?!-)`, ([, from = '', , to = ''], say) =>
    Number(from.slice(2)) < Number(to) ? `${year(from)} to ${say(to)}` : undefined,
  ),
  // "5 - 3 = 2" is none
  rule(
    String.raw`(${TIME})${DASH}(${TIME})(?! ?=)`,
    ([, from = '', , to = ''], say) => `${say(from)} to ${say(to)}`,
  ),
  rule(
    String.raw`(${AMOUNT})${DASH}(${AMOUNT})(?! ?=|-)`,
    ([, from = '', , to = ''], say) => `${say(from)} to ${say(to)}`,
  ),
  rule(/([A-Z]\d+)[-–]([A-Z]\d+)/, ([, from = '', to = ''], say) => `${say(from)} to ${say(to)}`),
  rule(/([A-Z])[-–]([A-Z])/, ([, from, to]) => `${from} to ${to}`),
];
