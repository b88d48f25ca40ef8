import { cardinal, NUMBER } from '../number-words.js';
import { entry, oneOf, prefixRule, rule, type Rule } from './rule.js';

interface Currency {
  readonly one: string;
  readonly many: string;
  readonly hundredth: readonly [one: string, many: string];
}

const CENTS = ['cent', 'cents'] as const;
const DOLLARS = { one: 'dollar', many: 'dollars', hundredth: CENTS };
const POUNDS = { one: 'pound', many: 'pounds', hundredth: ['penny', 'pence'] as const };
const EUROS = { one: 'euro', many: 'euros', hundredth: CENTS };
const YEN = { one: 'yen', many: 'yen', hundredth: CENTS };
const RUPEES = { one: 'rupee', many: 'rupees', hundredth: ['paisa', 'paise'] as const };
const FRANCS = { one: 'Swiss franc', many: 'Swiss francs', hundredth: CENTS };

function national(letters: string, currency: Currency): Currency {
  return { ...currency, one: `${letters} ${currency.one}`, many: `${letters} ${currency.many}` };
}

const CURRENCIES: Readonly<Record<string, Currency>> = {
  $: DOLLARS,
  US$: national('U S', DOLLARS),
  USD: national('U S', DOLLARS),
  CAD: national('Canadian', DOLLARS),
  AUD: national('Australian', DOLLARS),
  '£': POUNDS,
  GBP: POUNDS,
  '€': EUROS,
  EUR: EUROS,
  '¥': YEN,
  JPY: YEN,
  '₹': RUPEES,
  INR: RUPEES,
  CHF: FRANCS,
};
const CURRENCY = `(${oneOf(Object.keys(CURRENCIES))})`;

const SCALES: Readonly<Record<string, string>> = {
  k: 'thousand',
  K: 'thousand',
  m: 'million',
  M: 'million',
  mn: 'million',
  bn: 'billion',
  b: 'billion',
  B: 'billion',
  T: 'trillion',
};
const SCALE = String.raw`(?: ?(thousand|million|billion|trillion|bn|mn)|(${oneOf(Object.keys(SCALES))}))?`;

/** "five dollars", "three pounds fifty", "two point five million euros" */
function money(sign: string, amount: string, scale: string): string | undefined {
  const currency = entry(CURRENCIES, sign);
  if (!currency) return undefined;
  if (scale) return `${cardinal(amount)} ${SCALES[scale] ?? scale} ${currency.many}`;
  const [whole = '', cents = ''] = amount.split('.');
  if (cents.length !== 2)
    return `${cardinal(amount)} ${amount === '1' ? currency.one : currency.many}`;
  return withCents(currency, whole || '0', Number(cents));
}

function withCents({ one, many, hundredth }: Currency, whole: string, cents: number): string {
  const unit = `${cardinal(whole)} ${whole === '1' ? one : many}`;
  if (cents === 0) return unit;
  const small = `${cardinal(String(cents))} ${hundredth[cents === 1 ? 0 : 1]}`;
  if (whole === '0') return small;
  return cents < 10 ? `${unit} and ${small}` : `${unit} ${cardinal(String(cents))}`;
}

export const MONEY: readonly Rule[] = [
  rule(
    String.raw`${CURRENCY} ?(${NUMBER})${SCALE}`,
    ([, sign = '', amount = '', word = '', scale = '']) => money(sign, amount, word || scale),
  ),
  rule(
    String.raw`(${NUMBER})${SCALE} ?${CURRENCY}`,
    ([, amount = '', word = '', scale = '', sign = '']) => money(sign, amount, word || scale),
  ),
  // "1.234,56 €"
  rule(/€? ?\d{1,3}(?:\.\d{3})*,\d\d ?€?(?<=€.*|€)/, ([amount]) =>
    money('€', amount.replace(/[. €]/g, '').replace(',', '.'), ''),
  ),
  prefixRule(
    String.raw`(${NUMBER}) ?(?:¢|ct(?![a-z]))`,
    ([, amount = '']) => `${cardinal(amount)} cents`,
  ),
  rule(/(\d\d?)p(?=[\s.,;:?!)]|$)/, ([, amount = '']) =>
    amount === '1' ? 'one penny' : `${cardinal(amount)} pence`,
  ),
  // "$5-10"
  rule(
    String.raw`([£€$¥])(${NUMBER}) ?[-–] ?(${NUMBER})${SCALE}`,
    ([, sign = '', from = '', to = '', word = '', scale = '']) =>
      `${cardinal(from)} to ${money(sign, to, word || scale)}`,
  ),
];
