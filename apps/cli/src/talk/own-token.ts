import { GatewayEnv, readEnvironment } from '@parley/config';

/** A token of this machine's own stack that lets us talk; undefined where none is wanted. */
export function ownToken(): string | undefined {
  const { AUTH_TOKENS } = readEnvironment(GatewayEnv.pick({ AUTH_TOKENS: true }));
  return AUTH_TOKENS.find(({ rights }) => rights.has('talk'))?.secret;
}
