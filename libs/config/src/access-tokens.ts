import { z } from 'zod';

/** What a token may give the right to. */
export const RIGHTS = ['talk', 'read', 'write', 'admin'] as const;
export type Right = (typeof RIGHTS)[number];

/** What else a right brings: who may change the documents may see them. */
const INCLUDED: Readonly<Record<Right, readonly Right[]>> = {
  talk: ['talk'],
  read: ['read'],
  write: ['write', 'read'],
  admin: RIGHTS,
};

export interface AccessToken {
  /** Whose it is, for logs; empty for one that is a secret alone. */
  readonly name: string;
  readonly rights: ReadonlySet<Right>;
  readonly secret: string;
}

export const ALL_RIGHTS: ReadonlySet<Right> = new Set(RIGHTS);

/** The rights that words stand for; words that stand for none are passed over. */
export function rightsOf(words: readonly string[]): ReadonlySet<Right> {
  return new Set(words.filter(isRight).flatMap((right) => INCLUDED[right]));
}

/** "name:role:secret", where a role is a right or several joined by "+"; or a secret alone, which may do all. */
export const accessTokens = z
  .string()
  .transform((text, context) => {
    const entries = text.split(',').flatMap((entry) => entry.trim() || []);
    const problem = problemOf(entries);
    if (problem) context.addIssue({ code: 'custom', message: problem });
    return entries.map(tokenOf);
  })
  .optional()
  .transform((tokens) => tokens ?? []);

function tokenOf(entry: string): AccessToken {
  const [name = '', role = '', ...secret] = entry.split(':');
  if (secret.length === 0) return { name: '', rights: ALL_RIGHTS, secret: entry };
  return { name, rights: rightsOf(role.split('+')), secret: secret.join(':') };
}

function problemOf(entries: readonly string[]): string | undefined {
  if (entries.length === 0) return 'it must hold a token at least; leave it out to let everyone in';
  const parts = entries.map((entry) => entry.split(':')).filter(({ length }) => length > 2);
  if (parts.some(([name, , ...secret]) => !name?.trim() || !secret.join(':').trim()))
    return 'a token of the form name:role:secret needs a name and a secret';
  if (!parts.every(([, role = '']) => role.split('+').every(isRight)))
    return `the role in name:role:secret must be ${RIGHTS.join(', ')}, or several of them joined by +`;
  const secrets = new Set(entries.map((entry) => tokenOf(entry).secret));
  return secrets.size < entries.length ? 'two tokens have the same secret' : undefined;
}

function isRight(word: string): word is Right {
  return (RIGHTS as readonly string[]).includes(word);
}
