import { randomBytes } from 'node:crypto';
import { SERVICE_ENVIRONMENTS } from '@parley/config';

/** Users of the bus, as `deploy/nats/nats.conf` has them, each with a password of this run. */
export type BusPasswords = Readonly<Record<string, string>>;

/** The user of the command line. */
export const CLI_USER = 'cli';

export function newBusPasswords(): BusPasswords {
  const users = [...Object.keys(SERVICE_ENVIRONMENTS), CLI_USER];
  // the server reads them as words of its configuration, which begin with a letter
  return Object.fromEntries(users.map((user) => [user, `p${randomBytes(24).toString('hex')}`]));
}

/** The variables that `deploy/nats/nats.conf` reads. */
export function serverVariables(passwords: BusPasswords): NodeJS.ProcessEnv {
  const rows = Object.entries(passwords).map(([user, password]) => [
    `NATS_${user.toUpperCase().replaceAll('-', '_')}_PASSWORD`,
    password,
  ]);
  return Object.fromEntries(rows) as NodeJS.ProcessEnv;
}

/** What a user of the bus identifies itself with. */
export function credentials(passwords: BusPasswords, user: string): NodeJS.ProcessEnv {
  return { NATS_USER: user, NATS_PASSWORD: passwords[user] };
}
