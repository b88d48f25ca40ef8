import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import type { Metadata } from './metadata.js';
import { oneLine } from './plain-text.js';

const YAML = /^\s*---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/;
const TOML = /^\s*\+\+\+[ \t]*\n([\s\S]*?)\n\+\+\+[ \t]*(?:\n|$)/;
/** What people wrote for people; the rest is for the program that makes pages of it. */
const DESCRIPTIONS = ['description', 'summary', 'subtitle', 'abstract', 'excerpt', 'lead'];
const KEPT =
  /^(?:keywords?|tags?|categor(?:y|ies)|topics?|aliases|synonyms|authors?|owners?|contacts?|audience|version|status|.*date.*|lastmod|modified|updated|last[-_ ]?(?:updated|reviewed|modified)|reviewed.*|expires?)$/i;
/** An alias that is a path is an old address. */
const PATH = /^\/|^\w+:\/\//;

/** Takes the head of a text file off, in YAML or TOML, as sites made of such files have it. */
export function withoutFrontMatter(text: string): { body: string; metadata?: Metadata } {
  for (const [pattern, parse] of [
    [YAML, parseYaml],
    [TOML, parseToml],
  ] as const) {
    const [whole, head] = pattern.exec(text) ?? [];
    const values = head === undefined ? undefined : (parsed(head, parse) ?? simpleLinesOf(head));
    // a text between two rules is no head
    if (whole !== undefined && values)
      return { body: text.slice(whole.length), metadata: metadataOf(values) };
  }
  return { body: text };
}

type Values = Record<string, unknown>;

function parsed(head: string, parse: (head: string) => unknown): Values | undefined {
  try {
    const values = parse(head);
    return typeof values === 'object' ? ((values ?? {}) as Values) : undefined;
  } catch {
    return undefined;
  }
}

/** People forget quotes, as in "title: VPN: how to", which is no YAML any more. */
function simpleLinesOf(head: string): Values | undefined {
  const lines = head.split('\n').flatMap((line) => {
    const [, name, value] = /^([\w-]+):\s+["']?(.+?)["']?\s*$/.exec(line) ?? [];
    return name !== undefined && value !== undefined ? [[name, value] as const] : [];
  });
  return lines.length > 0 ? Object.fromEntries(lines) : undefined;
}

function metadataOf(values: Values): Metadata {
  const text = (name: string) => textsOf(values[name]).join(', ');
  const rows = Object.entries(values)
    .filter(([name]) => KEPT.test(name))
    .map(([name, value]) => [labelOf(name), textsOf(value).join(', ')])
    .filter(([, value]) => value);
  return {
    title: text('title') || undefined,
    description: DESCRIPTIONS.map(text).find(Boolean),
    rows,
  };
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (value instanceof Date) return [value.toISOString().slice(0, 10)];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'string' && !PATH.test(value) ? [oneLine(value)].filter(Boolean) : [];
}

function labelOf(name: string): string {
  const words = name.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
