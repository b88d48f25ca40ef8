const UNITS: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d)\s*TB\b/g, ' terabytes'],
  [/(?<=\d)\s*GB\b/g, ' gigabytes'],
  [/(?<=\d)\s*MB\b/g, ' megabytes'],
  [/(?<=\d)\s*KB\b/gi, ' kilobytes'],
  [/(?<=\d)\s*%/g, ' percent'],
  [/\be\.g\.,?/g, 'for example'],
  [/\bi\.e\.,?/g, 'that is'],
  [/\betc\./g, 'and so on'],
  [/\s&\s/g, ' and '],
  [/\s*(?:→|->|=>|>>)\s*/g, ', then '],
];

/** Protocol, host, and what follows the host, of an address with a protocol. */
const ADDRESS = /\b(?:https?|ftp|smb):\/\/(?:www\.)?([\w.-]+)(?::\d+)?(?:[/?#][^\s)>\]]*)?/gi;
const WORLD_WIDE_WEB = /\bwww\.(?=[\w-]+\.)/gi;
/** Of an encyclopedia or a paper: "[3]", "[4, 5]", "[citation needed]". */
const REFERENCE = /\s?\[(?:\d+(?:\s?[,–-]\s?\d+)*|citation needed)\]/gi;
const SHARE = /\\\\([\w.-]+)(?:\\[\w.$-]+)*/g;
const LONG_PATH = /\b((?:[\w-]+\.)+[a-z]{2,}\/[\w-]+)[/?#][^\s,;)]*[\w/]/gi;
const MARKUP = /\*\*|__|`|~~|(?<=\s|^)[*_](?=\w)|(?<=\w)[*_](?=\s|$|[.,;:!?])|^#+\s+/g;

/** Text as it can be read aloud: no markup, units in words, of long addresses only the part that a person would say. */
export function speakable(text: string): string {
  const plain = text
    .replace(ADDRESS, '$1')
    .replace(WORLD_WIDE_WEB, '')
    .replace(REFERENCE, '')
    .replace(SHARE, '$1')
    .replace(LONG_PATH, '$1')
    .replace(MARKUP, '');
  const worded = UNITS.reduce((said, [written, spoken]) => said.replace(written, spoken), plain);
  return ended(worded.replace(/\s+/g, ' ').trim());
}

function ended(text: string): string {
  return !text || /[.!?]["”]?$/.test(text) ? text : `${text.replace(/[,;:]$/, '')}.`;
}
