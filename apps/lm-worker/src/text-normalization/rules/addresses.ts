import { cardinal, code } from '../number-words.js';
import { entry, prefixRule, rule, type Rule } from './rule.js';

const SIGNS: Readonly<Record<string, string>> = {
  '.': 'dot',
  '-': 'dash',
  _: 'underscore',
  '+': 'plus',
  '/': 'slash',
  '\\': 'backslash',
  ':': 'colon',
  '~': 'tilde',
  '*': 'star',
};

const ENDINGS: Readonly<Record<string, string>> = {
  com: 'com',
  org: 'org',
  net: 'net',
  edu: 'edu',
  gov: 'gov',
  info: 'info',
  dev: 'dev',
  app: 'app',
  int: 'int',
  local: 'local',
  txt: 'text',
  doc: 'doc',
  docx: 'doc X',
  xlsx: 'X L S X',
  pptx: 'P P T X',
  zip: 'zip',
  tar: 'tar',
  bat: 'bat',
  bin: 'bin',
  log: 'log',
  jpg: 'jay peg',
  jpeg: 'jay peg',
  json: 'jason',
  yaml: 'yammel',
  gif: 'gif',
  dll: 'D L L',
  msi: 'M S I',
  iso: 'I S O',
  exe: 'E X E',
  ini: 'ini',
  conf: 'conf',
  md: 'M D',
  localhost: 'local host',
  etc: 'etc',
  usr: 'user',
  Users: 'Users',
};
const FILE_ENDINGS =
  'pdf|txt|docx?|xlsx?|pptx?|csv|zip|gz|tar|tgz|rar|7z|exe|msi|dmg|pkg|deb|rpm|bat|cmd|ps1|sh|py|js|ts|tsx|jsx|java|rb|go|rs|cpp|h|cs|html?|css|scss|json|ya?ml|xml|md|ini|conf|cfg|log|jpe?g|png|gif|svg|webp|bmp|mp3|mp4|wav|ogg|opus|mov|avi|iso|img|bin|dll|sys|env|pem|crt|key|ics|onnx|bak|tmp|db|sql';
const HOST = String.raw`(?:[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?\.)+[a-z]{2,}`;
/** A longer path is for reading, not for hearing. */
const LONGEST_PATH = 24;

/** Part by part with its signs: "first dot last", "C colon backslash Users". */
function sayParts(address: string, say: (text: string) => string): string {
  return (address.match(/[A-Za-z]+|\d+|[^A-Za-z\d]/g) ?? [])
    .map(
      (part) =>
        entry(SIGNS, part) ??
        entry(ENDINGS, part) ??
        (/^\d/.test(part) ? code(part) : sayPart(part, say)),
    )
    .filter(Boolean)
    .join(' ');
}

function sayPart(part: string, say: (text: string) => string): string {
  if (
    part.length === 2 &&
    /^[a-z]+$/.test(part) &&
    !/^(?:co|my|go|id|in|is|it|me|no|of|on|or|to|us|we|ac)$/.test(part)
  )
    return [...part.toUpperCase()].join(' ');
  return say(part);
}

function spellHex(text: string): string {
  return [...text.toUpperCase()]
    .map((sign) => (/\d/.test(sign) ? cardinal(sign) : (entry(SIGNS, sign) ?? sign)))
    .join(' ');
}

function url(host: string, port: string, path: string, say: (text: string) => string): string {
  const shown = path.replace(/\/$/, '');
  const isShort = shown.length <= LONGEST_PATH && /^(?:\/[A-Za-z\d.-]+){0,2}$/.test(shown);
  return sayParts(host + port + (isShort ? shown : ''), say);
}

const WEB = String.raw`(?:[a-z]+:\/\/)(?:www\.)?([A-Za-z\d.-]*[A-Za-z\d])(:\d+)?((?:[/?#][^\s)\]>"']*[^\s)\]>"'.,;:!?*])?\/?)`;
const HOST_ONLY = String.raw`(?:www\.)?(${HOST})(:\d+)?((?:[/?#][^\s)\]>"']*[^\s)\]>"'.,;:!?*])?\/?)`;

export const ADDRESSES: readonly Rule[] = [
  // the H: drive
  prefixRule(/([A-Z]):(?= ?(?:drive|disk))/, ([, letter]) => letter),
  rule(
    new RegExp(String.raw`(?:mailto:)?([\w.+-]+)@(${HOST})`, 'i'),
    ([, user = '', host = ''], say) =>
      `${sayParts(user, say)} at ${sayParts(host.toLowerCase(), say)}`,
  ),
  rule(WEB, ([, host = '', port = '', path = ''], say) => url(host, port, path, say)),
  rule(HOST_ONLY, ([, host = '', port = '', path = ''], say) => url(host, port, path, say)),
  rule(/localhost(:\d+)?/, ([all], say) => sayParts(all, say)),
  rule(/\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2}|:\d{1,5})?/, ([ip], say) => sayParts(ip, say)),
  rule(/(?:[\dA-Fa-f]{2}[:-]){5}[\dA-Fa-f]{2}/, ([mac]) => spellHex(mac.replace(/[:-]/g, ''))),
  rule(/0x([\dA-Fa-f]+)/, ([, hex = '']) => `zero x ${spellHex(hex)}`),
  rule(/(?=[\da-f:]*::)(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}/, ([ip]) => spellHex(ip)),
  rule(/(?:[A-Z]:[\\/]|\\\\)[^\s"']*[A-Za-z\d]|[A-Z]:\\/, ([path], say) => sayParts(path, say)),
  rule(/(?<![^\s("'`])~?(?:\/[\w.-]*\w)+\/?/, ([path], say) => sayParts(path, say)),
  rule(
    String.raw`(?:[\w-]+\.)*[\w-]*[A-Za-z\d_-]\.(?:${FILE_ENDINGS})(?<=[a-z\d])`,
    ([file], say) => sayParts(file, say),
  ),
  rule(String.raw`\*?\.(${FILE_ENDINGS})`, ([file], say) => sayParts(file, say)),
  rule(/[A-Za-z]+(?:_[A-Za-z\d]+)+/, ([name], say) => sayParts(name, say)),
];
