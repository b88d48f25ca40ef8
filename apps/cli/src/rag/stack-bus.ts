import { Bus } from '@parley/bus';
import { GatewayEnv, readEnvironment } from '@parley/config';
import { CLI_USER, findRunningStack, stateDir } from '../stack/index.js';

const BusEnv = GatewayEnv.pick({ NATS_URL: true, NATS_USER: true, NATS_PASSWORD: true });

/**
 * The bus of the server in `NATS_URL`, or else of the stack that runs here.
 * @throws CliError when no stack runs, BusUnavailable.
 */
export async function connectToStack(name: string): Promise<Bus> {
  const { NATS_URL, NATS_USER, NATS_PASSWORD } = readEnvironment(BusEnv);
  if (process.env['NATS_URL'])
    return Bus.connect({ url: NATS_URL, name, user: NATS_USER, password: NATS_PASSWORD });
  const { natsUrl: url, natsPasswords } = await findRunningStack(stateDir());
  const password = natsPasswords?.[CLI_USER];
  return Bus.connect({ url, name, ...(password && { user: CLI_USER, password }) });
}
