import { BlockList, isIP } from 'node:net';
import type { GatewayEnv } from './services.js';

type Exposure = Pick<GatewayEnv, 'HOST' | 'AUTH_TOKENS' | 'JWKS_URL' | 'ALLOW_ANONYMOUS'>;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Whether only programs of this machine reach what listens there. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const family = isIP(host);
  return family !== 0 && loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** Why a gateway would let in more people than its operator may know, if it would. */
export function exposureProblem(env: Exposure): string | undefined {
  const hasTokens = env.AUTH_TOKENS.length > 0 || env.JWKS_URL !== undefined;
  if (hasTokens || env.ALLOW_ANONYMOUS || isLoopback(env.HOST)) return undefined;
  return `HOST=${env.HOST} lets everyone in who reaches this machine. Set AUTH_TOKENS or JWKS_URL, or ALLOW_ANONYMOUS=true if that is what you want.`;
}
