import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { choosePort, freePort } from './ports.js';

let busy: Server | undefined;
afterEach(() => busy?.close());

async function busyPort(): Promise<number> {
  busy = createServer().listen(0, '0.0.0.0');
  await once(busy, 'listening');
  return (busy.address() as AddressInfo).port;
}

it('takes the port that was asked for', async () => {
  const port = await freePort();
  expect(await choosePort(port)).toEqual({ port });
});

it('names the port that was asked for when it is in use', async () => {
  const port = await busyPort();
  await expect(choosePort(port)).rejects.toThrow(`Port ${port} is in use by another program`);
});

it('moves to the next free port when nobody asked for the busy one, and says so', async () => {
  const firstPort = await busyPort();
  const choice = await choosePort(undefined, { firstPort });
  expect(choice.port).toBeGreaterThan(firstPort);
  expect(choice.note).toContain(`Port ${firstPort} is in use`);
});

it('says why an address cannot be listened on', async () => {
  const port = await freePort();
  await expect(choosePort(port, { host: '192.0.2.1' })).rejects.toThrow('EADDRNOTAVAIL');
});
