import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayEnv } from '@parley/config';
import { GATEWAY_ENV } from '../tokens.js';

/** Where a request comes from. What `X-Forwarded-For` says counts only as far as trusted proxies wrote it. */
@Injectable()
export class ClientAddress {
  private readonly proxies = new BlockList();

  constructor(@Inject(GATEWAY_ENV) { TRUSTED_PROXIES }: Pick<GatewayEnv, 'TRUSTED_PROXIES'>) {
    for (const proxy of TRUSTED_PROXIES) {
      const [address = '', bits] = proxy.split('/');
      if (bits === undefined) this.proxies.addAddress(address, familyOf(address));
      else this.proxies.addSubnet(address, Number(bits), familyOf(address));
    }
  }

  /** The nearest address that is no proxy of ours: everything beyond it is hearsay. */
  of({ socket, headers }: Connection): string {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const hops = [socket.remoteAddress ?? 'unknown', ...forwarded.reverse()].map(plain);
    let nearest = 'unknown';
    for (const hop of hops) {
      if (!isIP(hop)) break;
      nearest = hop;
      if (!this.isProxy(hop)) break;
    }
    return nearest;
  }

  /** What the client speaks: to us, or to a trusted proxy that says so. */
  schemeOf({ socket, headers }: Connection): 'http' | 'https' {
    if (socket.encrypted) return 'https';
    const [forwarded = ''] = String(headers['x-forwarded-proto'] ?? '').split(',');
    const saysHttps = forwarded.trim().toLowerCase() === 'https';
    return saysHttps && this.isProxy(plain(socket.remoteAddress ?? '')) ? 'https' : 'http';
  }

  private isProxy(address: string): boolean {
    return isIP(address) !== 0 && this.proxies.check(address, familyOf(address));
  }
}

type Connection = Pick<IncomingMessage, 'headers'> & {
  socket: { remoteAddress?: string | undefined; encrypted?: boolean };
};

/** An IPv4 address looks the same whether or not the socket speaks IPv6 too. */
function plain(address: string): string {
  return address.trim().replace(/^::ffff:/, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
