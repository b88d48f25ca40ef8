import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { isLoopback, type GatewayEnv } from '@parley/config';
import { GATEWAY_ENV } from '../tokens.js';

/** Addresses that stand for all of a machine's. */
const ANY: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * The names by which this server is reached. Somebody else's name that points here is how a web page gets around
 * the rule of one origin (DNS rebinding): the browser takes us for a part of that page's server.
 */
@Injectable()
export class HostNames {
  private readonly names: ReadonlySet<string>;
  private readonly takesAnyAddress: boolean;

  constructor(
    @Inject(GATEWAY_ENV) { HOST, ALLOWED_HOSTS }: Pick<GatewayEnv, 'HOST' | 'ALLOWED_HOSTS'>,
  ) {
    const named = [HOST, ...ALLOWED_HOSTS].map((name) => nameIn(name) ?? name.toLowerCase());
    this.names = new Set(['localhost', ...named]);
    // Which of its addresses a container or a machine behind NAT is reached by, it cannot know; a page has no use for an address.
    this.takesAnyAddress = ANY.has(HOST);
  }

  isOurs({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
    const name = nameIn(headers.host ?? '');
    if (name === undefined) return false;
    return this.names.has(name) || isLoopback(name) || (this.takesAnyAddress && isIP(name) !== 0);
  }
}

/** The sentence for a request by a name that is not ours. */
export function notOurName(host: string | undefined): string {
  const name = (host ?? '').slice(0, 100);
  return `This server does not go by the name "${name}". Add it to ALLOWED_HOSTS if it should.`;
}

/** Without port, brackets and capitals; undefined for what is no host and port. */
function nameIn(host: string): string | undefined {
  if (isIP(host)) return host;
  const [, bracketed, plain] =
    /^(?:\[([\da-f:.]+)\]|([^:/?#@[\]\\\s]+))(?::\d+)?$/i.exec(host) ?? [];
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, '');
}
