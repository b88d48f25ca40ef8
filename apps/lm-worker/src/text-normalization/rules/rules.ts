import { ABBREVIATIONS } from './abbreviations.js';
import { ADDRESSES } from './addresses.js';
import { CODES, MIXED, TELEPHONES, VERSIONS } from './codes.js';
import { DATES } from './dates.js';
import { KEYS } from './keys.js';
import { MONEY } from './money.js';
import { FRACTIONS, NUMBERS, YEARS } from './numbers.js';
import { RANGES } from './ranges.js';
import { ROMAN } from './roman.js';
import type { Rule } from './rule.js';
import { SYMBOLS } from './symbols.js';
import { TIMES } from './times.js';
import { UNITS } from './units.js';
import { WORD_RULES } from './words.js';

/** Of those that match, the longest match counts; of equally long ones, the first here. */
export const RULES: readonly Rule[] = [
  ...DATES,
  ...ADDRESSES,
  ...TELEPHONES,
  ...KEYS,
  ...VERSIONS,
  ...TIMES,
  ...YEARS,
  ...FRACTIONS,
  ...MONEY,
  ...RANGES,
  ...UNITS,
  ...CODES,
  ...NUMBERS,
  ...ROMAN,
  ...ABBREVIATIONS,
  ...SYMBOLS,
  ...MIXED,
  ...WORD_RULES,
];
