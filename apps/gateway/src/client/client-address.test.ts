import { describe, expect, it } from 'vitest';
import { ClientAddress } from './client-address.js';

const addresses = new ClientAddress({ TRUSTED_PROXIES: ['10.0.0.0/8', 'fd00::1'] });
const of = (remoteAddress: string | undefined, forwarded?: string) =>
  addresses.of({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  });

describe('the address of a client', () => {
  it.each([
    ['is that of its connection', '203.0.113.5', undefined, '203.0.113.5'],
    ['looks the same on a socket that speaks IPv6', '::ffff:203.0.113.5', undefined, '203.0.113.5'],
    ['is what a trusted proxy says', '10.1.2.3', '203.0.113.5', '203.0.113.5'],
    [
      'is what the first of two trusted proxies says',
      'fd00::1',
      '203.0.113.5, 10.9.9.9',
      '203.0.113.5',
    ],
    ['is not what a stranger says', '203.0.113.5', '198.51.100.7', '203.0.113.5'],
    [
      'is not what a client told a trusted proxy',
      '10.1.2.3',
      '127.0.0.1, 203.0.113.5',
      '203.0.113.5',
    ],
    ['is the proxy when it says nothing of use', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['is unknown when the connection is gone', undefined, undefined, 'unknown'],
  ])('%s', (_, remote, forwarded, address) => {
    expect(of(remote, forwarded)).toBe(address);
  });
});
