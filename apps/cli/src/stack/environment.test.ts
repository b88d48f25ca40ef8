import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addressesOf, checkEnvironment, serviceEnvironment } from './environment.js';

it('names the variable that no service could use, before anything starts', () => {
  expect(() => checkEnvironment({ RAG_TOP_K: 'many' })).toThrow('RAG_TOP_K="many" cannot be used');
});

it('finds nats-server where Debian keeps it, whatever the PATH', () => {
  const env = serviceEnvironment({ PATH: '/usr/bin' }, { port: 1, stateDir: '/tmp' });
  expect(env['PATH']).toBe('/usr/bin:/usr/local/sbin:/usr/sbin');
});

it('keeps the index in the folder of the stack, unless it is told where', () => {
  const place = { port: 1, stateDir: '/state' };
  expect(serviceEnvironment({}, place)['CHROMA_PATH']).toBe('/state/index');
  expect(serviceEnvironment({ CHROMA_PATH: '/data' }, place)['CHROMA_PATH']).toBe('/data');
});

it('leaves paths where the person meant them, since services run elsewhere', () => {
  const given = { DOCUMENTS_DIR: 'handbook', TTS_MODEL_DIR: 'models/voice', MODEL_DIR: '/models' };
  const env = serviceEnvironment(given, { port: 1, stateDir: '/state' });
  expect(env['DOCUMENTS_DIR']).toBe(join(process.cwd(), 'handbook'));
  expect(env['TTS_MODEL_DIR']).toBe(join(process.cwd(), 'models/voice'));
  expect(env['MODEL_DIR']).toBe('/models');
  expect(env).not.toHaveProperty('SSL_DIR');
});

it.each([
  [{}, 'http://localhost:9000', 'ws://localhost:9000/api/chat'],
  [{ SSL_DIR: '.ssl' }, 'https://localhost:9000', 'wss://localhost:9000/api/chat'],
  [{ HOST: '192.0.2.7' }, 'http://192.0.2.7:9000', 'ws://192.0.2.7:9000/api/chat'],
])('with %o is reached at %s', (env, url, chatUrl) => {
  expect(addressesOf(env, 9000)).toEqual({ url, chatUrl });
});
