import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignedTokens } from './signed-tokens.js';

const env = { JWT_ISSUER: 'https://login.example', JWT_AUDIENCE: 'parley' };
let server: Server;
let privateKey: CryptoKey;
let tokens: SignedTokens;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  privateKey = pair.privateKey;
  const key = { ...(await exportJWK(pair.publicKey)), kid: 'key-1', alg: 'ES256' };
  server = createServer((_, response) => response.end(JSON.stringify({ keys: [key] })));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  tokens = new SignedTokens(`http://127.0.0.1:${port}/jwks.json`, env);
});
afterAll(() => server?.close());

interface Claims {
  issuer?: string;
  audience?: string;
  expires?: string | undefined;
  subject?: string;
  key?: CryptoKey;
  roles?: unknown;
}

function signed({
  issuer = env.JWT_ISSUER,
  audience = env.JWT_AUDIENCE,
  expires = '1m',
  subject = 'someone',
  key = privateKey,
  roles,
}: Claims = {}): Promise<string> {
  return new SignJWT({ sub: subject, ...(roles === undefined ? {} : { parley_roles: roles }) })
    .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(expires)
    .sign(key);
}

const ownerOf = async (token: string) => (await tokens.callerOf(token))?.owner;

describe('a signed token', () => {
  it('is good when it is signed with a known key, for us, and not expired', async () => {
    expect(await ownerOf(await signed())).toBeDefined();
  });

  it('belongs to its subject, whose next token has the same owner', async () => {
    const [first, next] = [await signed(), await signed({ expires: '2m' })];
    expect(next).not.toBe(first);
    expect(await ownerOf(next)).toBe(await ownerOf(first));
    const other = await signed({ subject: 'someone else' });
    expect(await ownerOf(other)).not.toBe(await ownerOf(first));
  });

  it.each([
    [undefined, ['admin', 'read', 'talk', 'write']],
    [['talk'], ['talk']],
    ['talk write', ['read', 'talk', 'write']],
    [['cook', 'talk'], ['talk']],
    [['cook'], []],
    [[], []],
    ['', []],
    [7, []],
    [{ admin: true }, []],
    [null, []],
  ])('with the roles %j may %j', async (roles, rights) => {
    const caller = await tokens.callerOf(await signed({ roles }));
    expect([...(caller?.rights ?? [])].sort()).toEqual(rights);
  });

  it('is refused when anything of this does not hold', async () => {
    const { privateKey: stranger } = await generateKeyPair('ES256');
    for (const claims of [
      { issuer: 'https://elsewhere.example' },
      { audience: 'another-service' },
      { expires: '-1m' },
      { key: stranger },
    ])
      expect(await ownerOf(await signed(claims)), JSON.stringify(claims)).toBeUndefined();
  });

  it('is refused when it is unsigned, without an end, or no token at all', async () => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const claims = { iss: env.JWT_ISSUER, aud: env.JWT_AUDIENCE };
    const unsigned = `${encode({ alg: 'none' })}.${encode({ ...claims, exp: 4_102_444_800 })}.`;
    const endless = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
      .sign(privateKey);
    for (const token of [unsigned, endless, '', 'a.b.c', 'static-token'])
      expect(await ownerOf(token), token).toBeUndefined();
  });

  it('cannot be checked without the keys, and the person is told to try again', async () => {
    const unreachable = new SignedTokens('http://127.0.0.1:1/jwks.json', env);
    await expect(unreachable.callerOf(await signed())).rejects.toMatchObject({
      name: 'SessionRejected',
      closeCode: 1013,
    });
  });
});
