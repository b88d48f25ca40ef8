import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocketServer } from 'ws';
import type { ClientSocket } from './client-socket.js';

/** Nest's adapter for `ws` wants JSON with event names; with ours, a gateway reads its sockets' messages itself. */
export class RawWsAdapter extends WsAdapter {
  override bindMessageHandlers(): void {}

  override bindClientDisconnect(client: ClientSocket, disconnected: () => void): void {
    client.once('close', (code) => {
      if (!client.isCutOff) client.closeCode = code;
      disconnected();
    });
  }

  /** A client's broken connection is no error of ours. */
  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    server.on('connection', (client) =>
      client.on('error', (error) => this.logger.debug({ err: error }, 'connection broke')),
    );
    return server;
  }
}
