import { describe, expect, it } from 'vitest';
import { HostNames } from './host-names.js';

const isOurs = (host: string | undefined, HOST = '127.0.0.1', ALLOWED_HOSTS: string[] = []) =>
  new HostNames({ HOST, ALLOWED_HOSTS }).isOurs({ headers: host === undefined ? {} : { host } });

describe('a server on this machine alone', () => {
  it.each(['localhost', 'localhost:8998', 'LOCALHOST.:1', '127.0.0.1:8998', '[::1]:8998'])(
    'goes by %s',
    (host) => expect(isOurs(host)).toBe(true),
  );

  it.each([
    'evil.example',
    'evil.example:8998',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    'evil.example#localhost',
    'localhost/evil.example',
    'localhost evil.example',
    '192.0.2.7',
    '',
    undefined,
  ])('does not go by %s', (host) => expect(isOurs(host)).toBe(false));
});

it('a server that others reach goes by the names it was told, and by its addresses', () => {
  const names = ['Parley.example.com', 'intranet:8443'];
  for (const host of ['parley.example.com', 'parley.example.com:443', 'intranet', '192.0.2.7:8998'])
    expect(isOurs(host, '0.0.0.0', names), host).toBe(true);
  for (const host of [
    'www.parley.example.com',
    'example.com',
    'evil.example',
    '1.2.3.4.evil.example',
  ])
    expect(isOurs(host, '0.0.0.0', names), host).toBe(false);
});

it('a server at one address goes by that', () => {
  expect(isOurs('192.0.2.7:8998', '192.0.2.7')).toBe(true);
  expect(isOurs('192.0.2.8:8998', '192.0.2.7')).toBe(false);
  expect(isOurs('[2001:db8::1]', '2001:db8::1')).toBe(true);
});
