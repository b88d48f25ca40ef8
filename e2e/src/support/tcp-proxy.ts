import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The network between browser and server, which a test can cut or make slow. */
export interface TcpProxy {
  readonly url: string;
  readonly port: number;
  /** Cuts every connection and lets none through until `mend`. */
  cut(): void;
  restore(): void;
  /** Leads new connections to another port, as a load balancer does. */
  forwardTo(port: number): void;
  /** Holds everything up for so long, in order, both ways. */
  stall(forMs: number): void;
  close(): Promise<void>;
}

export async function openTcpProxy(firstPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let toPort = firstPort;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(toPort, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cutAll = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://localhost:${port}`,
    port,
    cut: () => {
      isCut = true;
      cutAll();
    },
    restore: () => void (isCut = false),
    forwardTo: (to) => void (toPort = to),
    stall: (forMs) => {
      const held = [...sockets];
      for (const socket of held) socket.pause();
      setTimeout(() => held.forEach((socket) => socket.resume()), forMs);
    },
    close: async () => {
      cutAll();
      server.close();
      await once(server, 'close');
    },
  };
}
