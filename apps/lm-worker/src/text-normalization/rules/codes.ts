import { cardinal, code, digitGroups, digits, version } from '../number-words.js';
import { prefixRule, rule, spell, type Rule } from './rule.js';

const DIALLED =
  'extension|ext\\.?|dial|call|phone|telephone|tel\\.?|fax|pin|code|zip|ticket|account|id|incident|case|ref\\.?|reference|number|no\\.';
const NUMBERED =
  'room|rm\\.?|suite|apt\\.?|apartment|flight|route|bus|highway|interstate|gate|building|bldg\\.?|port|error|http|status|rfc|flat|unit|hall|office|channel|area|model|line|lab';
const VERSIONED =
  'python|node|java|php|ruby|perl|go|rust|swift|kotlin|ios|ipados|macos|android|ubuntu|debian|fedora|linux|kernel|windows|office|firefox|chrome|safari|tls|ssl|usb|bluetooth|angular|react|vue|django|rails|openssl|kubernetes|docker|postgres|postgresql|mysql|version|versions|release|build|firmware|room|section|chapter|figure|fig\\.?|table|appendix|article|exercise|§';

function behind(cues: string): string {
  const anyCase = cues.replace(/\b[a-z]/g, (c) => `[${c}${c.toUpperCase()}]`);
  const capitals = cues
    .split('|')
    .filter((cue) => /^[a-z]+$/.test(cue))
    .join('|')
    .toUpperCase();
  return `(?<=(?<![A-Za-z])(?:${anyCase}|${capitals}|iOS|macOS|iPadOS|PostgreSQL|OpenSSL|MySQL)(?:(?: is|:)? #?|#))`;
}

export const TELEPHONES: readonly Rule[] = [
  // +49 (0)30 123456
  rule(
    /\+(\d{1,3}) ?\(0\) ?(\d+(?:[ -]\d+)*)/,
    ([, country = '', rest = '']) => `plus ${digits(country)}, ${digitGroups(rest)}`,
  ),
  rule(/\+(\d{7,15})/, ([, number = '']) => `plus ${digits(number)}`),
  rule(/\+(\d{1,3})((?:[ .-]?\(?\d{2,}\)?)+)/, ([, country = '', rest = '']) =>
    rest.replace(/\D/g, '').length > 5
      ? `plus ${digits(country)}, ${digitGroups(rest)}`
      : undefined,
  ),
  rule(/(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}/, ([number]) => digitGroups(number)),
  rule(/0\d{2,5}(?: \d{2,8})+/, ([number]) => digitGroups(number)),
  // "100-1500" is a range
  rule(/(\d{3})-(\d{4})/, ([number]) =>
    /0-.*0$/.test(number) && !number.includes('-0') ? undefined : digitGroups(number),
  ),
  rule(/\d+(?:-\d+){2,}/, ([number]) => digitGroups(number)),
  rule(`${behind(DIALLED)}\\d{3,}`, ([number]) => digits(number)),
];

export const VERSIONS: readonly Rule[] = [
  rule(
    /(?:v(?:er)?\.?|V(?=\d+\.))(\d+(?:\.\d+)*)/,
    ([, number = '']) => `version ${version(number)}`,
  ),
  rule(`${behind(VERSIONED)}\\d+(?:\\.\\d+)+`, ([number]) => version(number)),
  rule(/(?<=§ ?)\d+(?:\.\d+)+/, ([number]) => version(number)),
  rule(/\d+(?:\.\d+){2,}/, ([number]) => version(number)),
];

export const CODES: readonly Rule[] = [
  // H.264, room E.214
  rule(/([A-Z])\.(\d+)/, ([, letter = '', number = '']) => `${letter} ${code(number)}`),
  // INV-2024-0012
  rule(/#?([A-Z]{2,})((?:-\d+)+)/, ([, letters = '', numbers = ''], say) =>
    [say(letters), ...numbers.slice(1).split('-').map(code)].join(' '),
  ),
  rule(`${behind(NUMBERED)}\\d{3,4}`, ([number]) => code(number)),
  rule(/802\.(\d\d?)([A-Za-z]{0,2})/, ([, part = '', letters = '']) =>
    `eight oh two point ${cardinal(part)} ${spell(letters.toUpperCase())}`.trim(),
  ),
  // a ZIP code behind its state
  rule(/(?<=\b[A-Z]{2} )\d{5}(?:-\d{4})?/, ([number]) => digitGroups(number)),
  prefixRule(/(?<=[A-Za-z]-)\d+/, ([number]) => code(number)),
  rule(/\d{1,4}(?=-[A-Z](?![A-Za-z]))/, ([number]) => code(number)),
];

/** WPA2, R2D2, 2FA, x86: what no other rule takes. */
export const MIXED: readonly Rule[] = [
  rule(/(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]+/, ([name], say) =>
    name
      .replace(/([A-Za-z]+)|\d+/g, (part, letters?: string) =>
        letters
          ? ` ${letters.length < 4 && !/[a-z]{2}/.test(letters) ? spell(letters) : say(letters)} `
          : code(part),
      )
      .replace(/ +/g, ' ')
      .trim(),
  ),
];
