import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.js';
import { exposureProblem } from './exposure.js';
import { GatewayEnv } from './services.js';

const read = (env: Record<string, string>) => readEnvironment(GatewayEnv, env);
const tokensOf = (text: string) =>
  read({ AUTH_TOKENS: text }).AUTH_TOKENS.map(({ rights, ...rest }) => ({
    ...rest,
    rights: [...rights].sort().join(' '),
  }));

describe('AUTH_TOKENS', () => {
  it('are names with roles and secrets', () => {
    expect(tokensOf('hall:talk:a1, desk:talk+write:b:2 ,root:admin:c3')).toEqual([
      { name: 'hall', rights: 'talk', secret: 'a1' },
      { name: 'desk', rights: 'read talk write', secret: 'b:2' },
      { name: 'root', rights: 'admin read talk write', secret: 'c3' },
    ]);
  });

  it('are secrets alone, as before, which may do all', () => {
    expect(tokensOf('first,second:half')).toEqual([
      { name: '', rights: 'admin read talk write', secret: 'first' },
      { name: '', rights: 'admin read talk write', secret: 'second:half' },
    ]);
  });

  it.each([
    [',', 'it must hold a token at least'],
    [' , ,', 'it must hold a token at least'],
    ['  ', 'it must hold a token at least'],
    ['joe:tlak:secret', 'the role in name:role:secret must be talk, read, write, admin'],
    ['joe::secret', 'the role in name:role:secret must be'],
    [':talk:secret', 'needs a name and a secret'],
    ['joe:talk:', 'needs a name and a secret'],
    ['joe:talk:x,ann:admin:x', 'two tokens have the same secret'],
  ])('of the form %j stop the start, and are not printed', (text, sentence) => {
    expect(() => read({ AUTH_TOKENS: text })).toThrow(sentence);
    expect(() => read({ AUTH_TOKENS: text })).not.toThrow('secret,');
  });
});

describe('an address that others reach', () => {
  it.each([
    [{}, false],
    [{ HOST: 'localhost' }, false],
    [{ HOST: '127.8.9.1' }, false],
    [{ HOST: '::1' }, false],
    [{ HOST: '0.0.0.0' }, true],
    [{ HOST: '::' }, true],
    [{ HOST: '192.0.2.7' }, true],
    [{ HOST: 'parley.example' }, true],
    [{ HOST: '0.0.0.0', AUTH_TOKENS: 'x' }, false],
    [{ HOST: '0.0.0.0', JWKS_URL: 'https://login.example/keys' }, false],
    [{ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' }, false],
    [{ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'false' }, true],
  ])('needs tokens or a word that it does not: %j', (env, isProblem) => {
    expect(exposureProblem(read(env)) !== undefined).toBe(isProblem);
  });
});
