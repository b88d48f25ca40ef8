import { entry, rule, type Rule } from './rule.js';

const NAMES: Readonly<Record<string, string>> = {
  Ctrl: 'control',
  Control: 'control',
  Strg: 'control',
  Alt: 'alt',
  Shift: 'shift',
  Cmd: 'command',
  Command: 'command',
  Opt: 'option',
  Option: 'option',
  Win: 'windows',
  Windows: 'windows',
  Fn: 'function',
  Del: 'delete',
  Esc: 'escape',
  Ins: 'insert',
  PgUp: 'page up',
  PgDn: 'page down',
  PrtSc: 'print screen',
};
const MODIFIER = '(?:Ctrl|Control|Strg|Alt|Shift|Cmd|Command|Opt|Option|Win|Windows|Fn)';

export const KEYS: readonly Rule[] = [
  rule(String.raw`${MODIFIER}(?:(?: ?\+ ?|-)(?:[A-Z][a-z]+|[A-Za-z]|F?\d+))+`, ([chord], say) =>
    chord
      .split(/ ?\+ ?|-/)
      .map((key) => entry(NAMES, key) ?? say(key.length === 1 ? key.toUpperCase() : key))
      .join(' '),
  ),
  rule(/(Ctrl|Cmd|Esc|Del|PgUp|PgDn|PrtSc)/, ([key]) => entry(NAMES, key)),
];
