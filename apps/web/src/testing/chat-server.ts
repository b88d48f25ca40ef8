import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decodeFrame, encodeFrame, type Frame, type Metadata } from '@parley/protocol';
import { WebSocketServer, type WebSocket } from 'ws';

/** One connection of the page, seen from the server. */
export interface ServerSide {
  readonly query: URLSearchParams;
  readonly closeCode: Promise<number>;
  send(frame: Frame): void;
  sendBytes(message: Uint8Array): void;
  tell(metadata: Metadata): void;
  /** The next frame that the page sends. */
  next(): Promise<Frame | { kind: 'unknown' }>;
  close(code: number): void;
  /** As if the network broke. */
  cut(): void;
}

/** A real WebSocket server that speaks the wire protocol and does what a test says. */
export class ChatServer {
  private readonly port: number;
  private closed: Promise<unknown> | undefined;
  private readonly connections: ServerSide[] = [];
  private readonly waiting: ((connection: ServerSide) => void)[] = [];

  private constructor(private readonly server: WebSocketServer) {
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket, { url }) => this.accept(serverSideOf(socket, url ?? '/')));
  }

  static async listen(): Promise<ChatServer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    return new ChatServer(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/api/chat`;
  }

  /** The next connection, also when it came already. */
  connection(): Promise<ServerSide> {
    const earlier = this.connections.shift();
    if (earlier) return Promise.resolve(earlier);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.closed ??= this.shut();
    await this.closed;
  }

  private shut(): Promise<unknown> {
    for (const client of this.server.clients) client.terminate();
    this.server.close();
    return once(this.server, 'close');
  }

  private accept(connection: ServerSide): void {
    const waiting = this.waiting.shift();
    if (waiting) waiting(connection);
    else this.connections.push(connection);
  }
}

function serverSideOf(socket: WebSocket, url: string): ServerSide {
  const send = (frame: Frame) => socket.send(encodeFrame(frame));
  return {
    query: new URL(url, 'http://server').searchParams,
    closeCode: once(socket, 'close').then(([code]) => Number(code)),
    send,
    sendBytes: (message) => socket.send(message),
    tell: (json) => send({ kind: 'metadata', json }),
    next: () => once(socket, 'message').then(([data]) => decodeFrame(data as Uint8Array)),
    close: (code) => socket.close(code),
    cut: () => socket.terminate(),
  };
}
