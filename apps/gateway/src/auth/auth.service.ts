import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { ALL_RIGHTS, type AccessToken, type GatewayEnv } from '@parley/config';
import { GATEWAY_ENV } from '../tokens.js';
import { SessionRejected } from '../session/session-rejected.js';
import { ClientAddress } from '../client/client-address.js';
import type { Caller } from './caller.js';
import { HostNames, notOurName } from './host-names.js';
import { SignedTokens } from './signed-tokens.js';

/** Whoever comes where no token is wanted. */
const ANYBODY: Caller = { owner: '', name: 'anybody', rights: ALL_RIGHTS };

/** Decides who may come in: pages of known origin, and where tokens are set, who brings one. */
@Injectable()
export class AuthService {
  private readonly tokens: readonly (AccessToken & { readonly digest: Buffer })[];
  private readonly signed: SignedTokens | undefined;
  /** Of pages that may connect besides our own. */
  readonly origins: string[];

  constructor(
    @Inject(GATEWAY_ENV) env: GatewayEnv,
    private readonly hosts: HostNames,
    private readonly addresses: ClientAddress,
  ) {
    this.tokens = env.AUTH_TOKENS.map((token) => ({ ...token, digest: digestOf(token.secret) }));
    this.signed = env.JWKS_URL === undefined ? undefined : new SignedTokens(env.JWKS_URL, env);
    this.origins = env.ALLOWED_ORIGINS.map((origin) => origin.replace(/\/$/, ''));
  }

  get needsToken(): boolean {
    return this.tokens.length > 0 || this.signed !== undefined;
  }

  /**
   * Lets in whoever may come in, and tells who that is and what they may do.
   * @throws SessionRejected when the request is not meant for us, comes from a foreign page or lacks a token.
   */
  async check(request: IncomingMessage, tokenOfQuery: string | null): Promise<Caller> {
    if (!this.hosts.isOurs(request))
      throw new SessionRejected(notOurName(request.headers.host), 'host');
    if (!this.isOriginAllowed(request))
      throw new SessionRejected(
        `Pages from ${request.headers.origin} may not connect here. Add that origin to ALLOWED_ORIGINS to allow it.`,
        'origin',
      );
    if (!this.needsToken) return ANYBODY;
    const caller = await this.callerOf(tokenOfQuery ?? bearerOf(request));
    if (caller === undefined)
      throw new SessionRejected(
        'An access token is needed: add ?token=... or an Authorization header with one that this server knows.',
        'token',
      );
    return { ...caller, owner: digestOf(caller.owner).toString('base64url') };
  }

  /** Programs send no origin; a browser always does, so a page cannot pass for one. */
  private isOriginAllowed(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (origin === undefined || this.origins.includes(origin)) return true;
    const own = `${this.addresses.schemeOf(request)}://${host}`;
    return (
      URL.canParse(origin) && URL.canParse(own) && new URL(origin).origin === new URL(own).origin
    );
  }

  private async callerOf(token: string): Promise<Caller | undefined> {
    const known = this.knownToken(token);
    if (!known) return this.signed?.callerOf(token);
    const { name, rights, digest } = known;
    const label = name || `token ${digest.toString('hex').slice(0, 8)}`;
    return { owner: `token ${token}`, name: label, rights };
  }

  private knownToken(token: string) {
    const given = digestOf(token);
    // Every token is compared, each in constant time, so that timing tells nothing about any of them.
    return this.tokens.filter(({ digest }) => timingSafeEqual(digest, given))[0];
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}
