import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A proxy for tests that connects (CONNECT) to whatever is on this machine, and to nothing else. */
export class ConnectProxy {
  /** What it was asked for: the host, and with what authorization. */
  readonly asked: { host: string; authorization: string | undefined }[] = [];
  private readonly open = new Set<Duplex>();
  private readonly server = createServer((_, response) => response.writeHead(405).end());

  private constructor() {
    this.server.on('connect', (request: IncomingMessage, client: Duplex) =>
      this.tunnel(request, client),
    );
  }

  static async start(): Promise<ConnectProxy> {
    const proxy = new ConnectProxy();
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const stream of this.open) stream.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private tunnel({ url = '', headers }: IncomingMessage, client: Duplex): void {
    this.asked.push({ host: url, authorization: headers['proxy-authorization'] });
    const [host = '', port] = url.split(':');
    if (host !== '127.0.0.1') return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const server: Socket = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(server).pipe(client);
    });
    for (const stream of [client, server]) {
      this.open.add(stream);
      stream.on('error', () => undefined);
      stream.on('close', () => this.open.delete(stream));
    }
  }
}
