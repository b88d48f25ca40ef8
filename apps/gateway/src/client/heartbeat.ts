import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ClientSocket } from './client-socket.js';

const INTERVAL_MS = 10_000;
/** Three pings without an answer, and without any message: the other end is gone. */
const SILENCE_MS = 30_000;

/** Finds connections whose other end vanished without a word, which TCP alone may not notice for hours. */
@Injectable()
export class Heartbeat implements OnModuleInit, OnApplicationShutdown {
  private readonly lastSign = new Map<ClientSocket, number>();
  private timer: NodeJS.Timeout | undefined;

  onModuleInit(): void {
    this.timer = setInterval(() => this.beat(performance.now()), INTERVAL_MS);
  }

  watch(socket: ClientSocket): void {
    const sign = () => this.lastSign.set(socket, performance.now());
    sign();
    socket.on('pong', sign);
    socket.on('message', sign);
    socket.once('close', () => this.lastSign.delete(socket));
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private beat(now: number): void {
    for (const [socket, at] of this.lastSign) {
      if (now - at > SILENCE_MS) socket.terminate();
      else socket.ping();
    }
  }
}
