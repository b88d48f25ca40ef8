import type { GatewayEnv } from '@parley/config';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyOptions } from 'jose';
import { SessionRejected } from '../session/session-rejected.js';

/** Signatures that only the one who holds the private key can make. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']; // prettier-ignore
const KEYS_WITHIN_MS = 3_000;
/** What jose says of a token, as opposed to the keys that could not be had. */
const FAULT_OF_TOKEN =
  /^ERR_(JWT|JWS|JWKS_NO_MATCHING_KEY|JOSE_ALG_NOT_ALLOWED|JOSE_NOT_SUPPORTED)/;

export type SignedTokensEnv = Pick<GatewayEnv, 'JWT_ISSUER' | 'JWT_AUDIENCE'>;

/** Bearer tokens (JWT, RFC 7519) signed by somebody whose public keys are at an address (JWKS, RFC 7517). */
export class SignedTokens {
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;
  private readonly expected: JWTVerifyOptions;

  constructor(jwksUrl: string, { JWT_ISSUER: issuer, JWT_AUDIENCE: audience }: SignedTokensEnv) {
    this.keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: KEYS_WITHIN_MS });
    this.expected = {
      algorithms: ALGORITHMS,
      requiredClaims: ['exp'],
      ...(issuer ? { issuer } : {}),
      ...(audience ? { audience } : {}),
    };
  }

  /**
   * Whose token it is; undefined when it is not good. One without a subject stands for itself.
   * @throws SessionRejected when the keys cannot be had.
   */
  async ownerOf(token: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.keys, this.expected);
      return payload.sub ? `subject ${payload.iss ?? ''} ${payload.sub}` : `token ${token}`;
    } catch (error) {
      if (error instanceof errors.JOSEError && FAULT_OF_TOKEN.test(error.code)) return undefined;
      throw SessionRejected.busy(
        'Your access token cannot be checked at the moment, since the keys for it cannot be had. Please try again.',
        'token',
        error,
      );
    }
  }
}
