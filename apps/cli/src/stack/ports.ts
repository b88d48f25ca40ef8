import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { CliError } from '../errors.js';

export const DEFAULT_PORT = 8998;
const TRIES = 100;

export interface PortChoice {
  port: number;
  /** Set when the default was taken: what to tell the person. */
  note?: string;
}

/**
 * The port to serve on: the one asked for (0 means any), or else the first free one from the default upwards.
 * @throws CliError when the port that was asked for cannot be used.
 */
export async function choosePort(
  asked: number | undefined,
  { host = '0.0.0.0', firstPort = DEFAULT_PORT } = {},
): Promise<PortChoice> {
  if (asked === 0) return { port: await freePort() };
  if (asked !== undefined) return { port: await portAskedFor(asked, host) };
  for (let port = firstPort; port < firstPort + TRIES; port += 1) {
    if (!(await whyUnusable(port, host)))
      return port === firstPort ? { port } : avoided(firstPort, port);
  }
  throw new CliError(
    `Ports ${firstPort} to ${firstPort + TRIES - 1} are all in use; name a free one with --port.`,
  );
}

/** A port that nobody uses at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function portAskedFor(port: number, host: string): Promise<number> {
  const reason = await whyUnusable(port, host);
  if (reason === 'EADDRINUSE') {
    throw new CliError(
      `Port ${port} is in use by another program; stop that program or choose another port with --port.`,
    );
  }
  if (reason) {
    throw new CliError(
      `Port ${port} on ${host} cannot be used (${reason}); choose another with --port.`,
    );
  }
  return port;
}

function avoided(busyPort: number, port: number): PortChoice {
  return {
    port,
    note: `Port ${busyPort} is in use by another program, so this one serves on ${port}.`,
  };
}

async function whyUnusable(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  } finally {
    server.close();
  }
}
