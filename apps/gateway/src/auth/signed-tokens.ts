import { ALL_RIGHTS, rightsOf, type GatewayEnv, type Right } from '@parley/config';
import {
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { SessionRejected } from '../session/session-rejected.js';
import type { Caller } from './caller.js';

/** Signatures that only the one who holds the private key can make. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']; // prettier-ignore
/** The claim with the rights of whoever brings the token; a name that no other service gives a meaning of its own. */
const RIGHTS_CLAIM = 'parley_roles';
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
   * Whose token it is; undefined when it is not good. The owner is a subject, through all their tokens; a token without one
   * stands for itself.
   * @throws SessionRejected when the keys cannot be had.
   */
  async callerOf(token: string): Promise<Caller | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.keys, this.expected);
      return callerIn(payload, token);
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

function callerIn(payload: JWTPayload, token: string): Caller {
  const { sub, iss = '' } = payload;
  const rights = rightsIn(payload);
  if (!sub) return { owner: `token ${token}`, name: `a token of ${iss}`, rights };
  return { owner: `subject ${iss} ${sub}`, name: sub, rights };
}

/** All where nothing is said of rights; none where something is said that cannot be understood. */
function rightsIn({ [RIGHTS_CLAIM]: claim }: JWTPayload): ReadonlySet<Right> {
  if (claim === undefined) return ALL_RIGHTS;
  const words = typeof claim === 'string' ? claim.split(/[\s,+]+/) : claim;
  return Array.isArray(words) ? rightsOf(words.map(String)) : rightsOf([]);
}
