import type { Right } from '@parley/config';
import { SessionRejected } from '../session/session-rejected.js';

/** Who a request or a session is from, and what they may do. */
export interface Caller {
  /** Digest of the access token, or of its subject; empty where none is wanted. */
  readonly owner: string;
  /** For logs: the name of the token, or its subject; never the secret. */
  readonly name: string;
  readonly rights: ReadonlySet<Right>;
}

const WANTED: Readonly<Record<Right, string>> = {
  talk: 'talk or ask',
  read: 'see the documents',
  write: 'change the documents',
  admin: 'administer this server',
};

/** @throws SessionRejected */
export function checkRight({ rights }: Caller, right: Right): void {
  if (!rights.has(right))
    throw new SessionRejected(
      `Your access token does not let you ${WANTED[right]}. Ask for one with the role "${right}".`,
      'right',
    );
}
