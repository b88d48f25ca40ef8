import type { WsMessageHandler } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocketServer } from 'ws';
import type { ChatSocket } from './chat-socket.js';

/** The one event of this adapter: `@SubscribeMessage(RAW_MESSAGE)`. */
export const RAW_MESSAGE = 'raw';

export interface RawMessage {
  readonly bytes: Uint8Array;
  readonly isText: boolean;
}

/** Nest's adapter for `ws` wants JSON with event names; ours hands every message over as it came. */
export class RawWsAdapter extends WsAdapter {
  override bindMessageHandlers(client: ChatSocket, handlers: WsMessageHandler[]): void {
    const handler = handlers.find(({ message }) => message === RAW_MESSAGE);
    client.on('message', (bytes: Buffer, isBinary) => {
      const message: RawMessage = { bytes, isText: !isBinary };
      void handler?.callback(message);
    });
  }

  override bindClientDisconnect(client: ChatSocket, disconnected: () => void): void {
    client.once('close', (code) => {
      client.closeCode = code;
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
