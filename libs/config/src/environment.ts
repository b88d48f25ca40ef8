import type { z } from 'zod';

/** The environment holds a value that cannot be used; `message` is one sentence per value, fit for a terminal. */
export class InvalidEnvironment extends Error {
  override readonly name = 'InvalidEnvironment';
}

/**
 * Parses the environment once, with one schema, and freezes it. An empty variable counts as absent.
 * @throws InvalidEnvironment naming every variable that is wrong.
 */
export function readEnvironment<S extends z.ZodObject>(
  schema: S,
  env: NodeJS.ProcessEnv = process.env,
): Readonly<z.output<S>> {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(present);
  if (parsed.success) return Object.freeze(parsed.data);
  const problems = parsed.error.issues.map((issue) => describeIssue(issue, present));
  throw new InvalidEnvironment([...new Set(problems)].join('\n'));
}

function describeIssue(issue: z.core.$ZodIssue, env: Record<string, string | undefined>): string {
  const name = String(issue.path[0] ?? 'environment');
  const given = SECRETS.has(name) ? '(hidden)' : JSON.stringify(env[name] ?? '');
  return `${name}=${given} cannot be used: ${issue.message}.`;
}

const SECRETS = new Set(['HF_TOKEN', 'NATS_PASSWORD', 'AUTH_TOKENS', 'QDRANT_API_KEY']);
