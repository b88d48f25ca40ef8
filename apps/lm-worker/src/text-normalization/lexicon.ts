/** Words that Flite says wrongly, by the way they are written. Keys in capitals count only as written. */
const AS_WRITTEN: Readonly<Record<string, string>> = {
  PIN: 'pin',
  PINs: 'pins',
  SIM: 'sim',
  LAN: 'lan',
  WAN: 'wan',
  RAM: 'ram',
  ROM: 'rom',
  SAML: 'sam el',
  JPEG: 'jay peg',
  MATLAB: 'mat lab',
  GB: 'gigabytes',
  MB: 'megabytes',
  KB: 'kilobytes',
  TB: 'terabytes',
  OK: 'okay',
  NOT: 'not',
  NO: 'no',
  DO: 'do',
  NEVER: 'never',
  ALWAYS: 'always',
  ONLY: 'only',
  MUST: 'must',
  AND: 'and',
  OR: 'or',
  ALL: 'all',
};

const IN_ANY_CASE: Readonly<Record<string, string>> = {
  'wi-fi': 'why fye',
  wifi: 'why fye',
  eduroam: 'edge you roam',
  ios: 'eye O S',
  ipados: 'eye pad O S',
  macos: 'mack O S',
  ubuntu: 'oo boon too',
  sql: 'sequel',
  gui: 'gooey',
  saas: 'sass',
  'e.g.': 'for example',
  'i.e.': 'that is',
  'etc.': 'and so on',
  'vs.': 'versus',
  'approx.': 'about',
  'ext.': 'extension',
  ctrl: 'control',
  '24/7': 'twenty four seven',
  'and/or': 'and or',
  '&': 'and',
  '+': 'plus',
  '@': 'at',
  '=': 'equals',
  '%': 'percent',
};

export function lexiconEntry(word: string): string | undefined {
  return ownEntry(AS_WRITTEN, word) ?? ownEntry(IN_ANY_CASE, word.toLowerCase());
}

/** Units that stand right behind a number. */
export const UNITS: Readonly<Record<string, string>> = {
  '%': 'percent',
  kB: 'kilobytes',
  KB: 'kilobytes',
  MB: 'megabytes',
  GB: 'gigabytes',
  TB: 'terabytes',
  Mbps: 'megabits a second',
  Gbps: 'gigabits a second',
  MHz: 'megahertz',
  GHz: 'gigahertz',
  mm: 'millimetres',
  cm: 'centimetres',
  km: 'kilometres',
  kg: 'kilograms',
  am: 'A M',
  pm: 'P M',
};

export const CURRENCIES: Readonly<Record<string, string>> = {
  '€': 'euros',
  '£': 'pounds',
  $: 'dollars',
};

function ownEntry(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
