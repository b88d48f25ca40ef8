import { CURRENCIES, lexiconEntry, UNITS } from './lexicon.js';

interface Rule {
  matches: RegExp;
  say(match: RegExpExecArray): string;
}

const unitNames = Object.keys(UNITS).join('|');
const TIME = /^(\d{1,2}):(\d{2})$/;
const RANGE_END = String.raw`[£€$]?\d[\d.,:]*(?:${unitNames})?`;

/** Tried in this order; the first that matches decides. */
const RULES: readonly Rule[] = [
  {
    // service-desk@example.org
    matches: /^(?:mailto:)?([\w.+-]+)@((?:[\w-]+\.)+\w+)$/i,
    say: ([, user = '', host = '']) => `${sayAddress(user)} at ${sayAddress(host)}`,
  },
  {
    // https://www.example.org/a/long/path: the host is all that anyone remembers
    matches: /^(?:[a-z]+:\/\/)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#:].*)?$/i,
    say: ([, host = '']) => sayAddress(host),
  },
  { matches: TIME, say: ([, hours, minutes]) => sayTime(Number(hours), Number(minutes)) },
  {
    matches: new RegExp(`^(${RANGE_END})[-–](${RANGE_END})$`),
    say: ([, from = '', to = '']) => `${pronounce(from)} to ${pronounce(to)}`,
  },
  {
    matches: /^((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*)[-–]((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*)$/,
    say: ([, from, to]) => `${from} to ${to}`,
  },
  {
    matches: new RegExp(`^(\\d[\\d.,]*)(${unitNames})$`),
    say: ([, amount, unit = '']) => `${amount} ${UNITS[unit]}`,
  },
  {
    matches: /^([£€$])(\d[\d.,]*)$/,
    say: ([, sign = '', amount]) => `${amount} ${CURRENCIES[sign]}`,
  },
  // a telephone number, a customer number: nobody says them as a quantity
  { matches: /^\+?\d[\d()-]{4,}$/, say: ([number]) => spellDigits(number) },
  {
    // VPN, VPNs, VPN's
    matches: /^([A-Z]{2,6})('?s)?$/,
    say: ([, letters = '', plural]) => [...letters].join(' ') + (plural ? "'s" : ''),
  },
  {
    // 2FA, WPA2, C21
    matches: /^(?=.*\d)(?=.*[A-Z])[A-Z\d]+$/,
    say: ([code]) => parts(code, /[A-Z]|\d+/g).join(' '),
  },
  {
    // OneDrive, AnyConnect, MSCHAPv2
    matches: /^(?=.*[a-z\d][A-Z]|.*[A-Z]{2}[a-z])[A-Za-z\d]+$/,
    say: ([name]) => sayAll(parts(name, /[A-Z][a-z]{2,}|[a-z]+|[A-Z]+(?![a-z]{2})|\d+|[A-Z]/g)),
  },
  {
    // MFA-enabled, TCP/IP, user_name
    matches: /^[^-–/_]+(?:[-–/_]+[^-–/_]+)+$/,
    say: ([compound]) => sayAll(parts(compound, /[^-–/_]+/g)),
  },
];

/** How to say one word without its punctuation, in letters and digits that Flite reads rightly. */
export function pronounce(word: string): string {
  const known = lexiconEntry(word);
  if (known !== undefined) return known;
  for (const { matches, say } of RULES) {
    const match = matches.exec(word);
    if (match) return say(match);
  }
  return word.replace(/[^A-Za-z\d'.,]+/g, ' ').trim();
}

export function spellDigits(text: string): string {
  return parts(text, /\d/g).join(' ');
}

function sayAddress(address: string): string {
  return parts(address, /[^.\-_+]+|[.\-_+]/g)
    .map(
      (part) =>
        ({ '.': 'dot', '-': 'dash', _: 'underscore', '+': 'plus' })[part] ?? pronounce(part),
    )
    .join(' ');
}

function sayTime(hours: number, minutes: number): string {
  const hour = hours > 12 ? hours - 12 : hours;
  const half = hours > 12 ? ' P M' : '';
  if (minutes === 0) return half ? `${hour}${half}` : `${hour} o'clock`;
  return `${hour} ${minutes < 10 ? `oh ${minutes}` : minutes}${half}`;
}

function sayAll(words: readonly string[]): string {
  return words.map(pronounce).join(' ');
}

function parts(text: string, pattern: RegExp): string[] {
  return text.match(pattern) ?? [];
}
