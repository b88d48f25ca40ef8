import { GatewayEnv, readEnvironment } from '@parley/config';
import { expect, it } from 'vitest';
import { RequestLimits } from './request-limits.js';
import { SessionLimits } from './session-limits.js';

const registryWith = (...capacities: number[]) => ({
  workers: () => capacities.map((capacity) => ({ capacity, status: 'ready' })) as never,
});

/** How many places one client gets. */
function placesFor(limits: SessionLimits, address: (n: number) => string): number {
  for (let taken = 0; ; taken++) {
    try {
      limits.take({ address: address(taken), owner: '' });
    } catch {
      return taken;
    }
  }
}

const limitsWith = (env: Record<string, string>, ...capacities: number[]) =>
  new SessionLimits(readEnvironment(GatewayEnv, env), registryWith(...capacities));

it.each([
  [{}, [16], 12],
  [{}, [4, 4], 6],
  [{}, [100], 16],
  [{}, [2], 1],
  [{}, [1], 1],
  [{}, [], 16],
  [{ MAX_SESSIONS: '8' }, [100], 6],
  [{ MAX_SESSIONS_PER_ADDRESS: '16' }, [16], 16],
])('with %j and engines for %j, one address gets %i places', (env, capacities, places) => {
  expect(placesFor(limitsWith(env, ...capacities), () => '192.0.2.1')).toBe(places);
});

it('all addresses of an IPv6 network are one', () => {
  const limits = limitsWith({}, 16);
  expect(placesFor(limits, (n) => `2001:db8:0:1:${n}::${n + 1}`)).toBe(12);
  expect(placesFor(limits, (n) => `2001:db8::2:0:0:0:${n + 1}`)).toBe(12);
});

it('requests have places of their own, whatever engines there are', () => {
  const limits = new RequestLimits(readEnvironment(GatewayEnv, {}), registryWith(1));
  expect(placesFor(limits, () => '192.0.2.1')).toBe(16);
});
