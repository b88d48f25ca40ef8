import type { IncomingMessage } from 'node:http';
import { ChatQuery, type Dialect } from '@parley/protocol';
import { SessionRejected } from '../session/session-rejected.js';

/** Only the path and query matter; the base is there because `URL` wants one. */
export function parametersOf({ url }: IncomingMessage): URLSearchParams {
  return new URL(url ?? '/', 'http://gateway').searchParams;
}

/** Known before the query is checked, so that even "your query is wrong" goes out in the right dialect. */
export function dialectOf(parameters: URLSearchParams): Dialect {
  return parameters.get('protocol') === 'moshi' ? 'moshi' : 'parley';
}

/** @throws SessionRejected naming the first parameter that cannot be used. */
export function parseChatQuery(parameters: URLSearchParams): ChatQuery {
  const parsed = ChatQuery.safeParse(Object.fromEntries(parameters));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? 'query');
  const value = (parameters.get(name) ?? '').slice(0, 40);
  throw new SessionRejected(`${name}=${value} cannot be used: ${issue?.message}.`, 'query');
}
