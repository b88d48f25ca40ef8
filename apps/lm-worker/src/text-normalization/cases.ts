import { AMOUNT_CASES } from './cases/amounts.js';
import type { Cases } from './cases/cases.js';
import { CODE_CASES } from './cases/codes.js';
import { NUMBER_CASES } from './cases/numbers.js';
import { TIME_CASES } from './cases/times.js';
import { WORD_CASES } from './cases/words.js';

/** The specification of `spokenText`, by example. */
export const CASES: Cases = {
  ...NUMBER_CASES,
  ...AMOUNT_CASES,
  ...TIME_CASES,
  ...CODE_CASES,
  ...WORD_CASES,
};
