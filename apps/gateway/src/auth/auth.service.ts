import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayEnv } from '@parley/config';
import { GATEWAY_ENV } from '../tokens.js';
import { SessionRejected } from '../session/session-rejected.js';
import { SignedTokens } from './signed-tokens.js';

/** Decides who may come in: pages of known origin, and where tokens are set, who brings one. */
@Injectable()
export class AuthService {
  private readonly tokens: readonly Buffer[];
  private readonly signed: SignedTokens | undefined;
  /** Of pages that may connect besides our own. */
  readonly origins: string[];

  constructor(@Inject(GATEWAY_ENV) env: GatewayEnv) {
    this.tokens = env.AUTH_TOKENS.map(digestOf);
    this.signed = env.JWKS_URL === undefined ? undefined : new SignedTokens(env.JWKS_URL, env);
    this.origins = env.ALLOWED_ORIGINS.map((origin) => origin.replace(/\/$/, ''));
  }

  get needsToken(): boolean {
    return this.tokens.length > 0 || this.signed !== undefined;
  }

  /**
   * Lets in whoever may come in, and tells who that is: a digest of the token, or of the subject of a signed one, which
   * is a user's through all their tokens; empty where no token is wanted.
   * @throws SessionRejected when the request comes from a foreign page or lacks a token.
   */
  async check(request: IncomingMessage, tokenOfQuery: string | null): Promise<string> {
    if (!this.isOriginAllowed(request))
      throw new SessionRejected(
        `Pages from ${request.headers.origin} may not connect here. Add that origin to ALLOWED_ORIGINS to allow it.`,
        'origin',
      );
    if (!this.needsToken) return '';
    const owner = await this.ownerOf(tokenOfQuery ?? bearerOf(request));
    if (owner === undefined)
      throw new SessionRejected(
        'An access token is needed: add ?token=... or an Authorization header with one that this server knows.',
        'token',
      );
    return digestOf(owner).toString('base64url');
  }

  /** Programs send no origin; a browser always does, so a page cannot pass for one. */
  private isOriginAllowed({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    if (origin === undefined || this.origins.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }

  private async ownerOf(token: string): Promise<string | undefined> {
    if (this.isTokenKnown(token)) return `token ${token}`;
    return this.signed?.ownerOf(token);
  }

  private isTokenKnown(token: string): boolean {
    const given = digestOf(token);
    // Every token is compared, each in constant time, so that timing tells nothing about any of them.
    return this.tokens.map((known) => timingSafeEqual(known, given)).includes(true);
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}
