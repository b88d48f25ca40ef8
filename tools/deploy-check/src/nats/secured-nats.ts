import { join } from 'node:path';
import { Bus, startNatsServer, type NatsServer } from '@parley/bus';
import { ROOT } from '../support/root.js';

/** Everyone who has a user on the bus. */
export const USERS = [
  'gateway',
  'codec-worker',
  'lm-worker',
  'asr-worker',
  'rag-service',
  'cli',
] as const;
export type User = (typeof USERS)[number];

export const passwordOf = (user: User) => `secret-of-${user}`;

export const NATS_CONFIG = join(ROOT, 'deploy/nats/nats.conf');

/** A NATS server with the configuration that is shipped, or one made of it. */
export function startSecuredNats(config = NATS_CONFIG): Promise<NatsServer> {
  const passwords = USERS.map((user) => [
    `NATS_${user.toUpperCase().replace('-', '_')}_PASSWORD`,
    passwordOf(user),
  ]);
  return startNatsServer({
    config,
    env: Object.fromEntries(passwords) as Record<string, string>,
  });
}

export function connectAs(user: User, url: string): Promise<Bus> {
  return Bus.connect({ url, name: user, user, password: passwordOf(user) });
}
