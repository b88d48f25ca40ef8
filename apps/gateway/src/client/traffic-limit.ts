import { CLOSE } from '@parley/protocol';
import { Flood } from './allowance.js';
import { byteAllowance, messageAllowance, pingAllowance } from './allowances.js';
import type { ClientSocket } from './client-socket.js';

/** A client that does not read gets no answers to its pings: they would pile up here. */
const MAX_UNREAD_BYTES = 64 * 1024;

/** Holds a connection to the pace of a conversation from its first moment to its last, whatever it is used for. */
export class TrafficLimit {
  private readonly bytes = byteAllowance();
  private readonly messages = messageAllowance();
  private readonly pings = pingAllowance();

  constructor(private readonly socket: ClientSocket) {
    socket.on('ping', (data) => this.answer(data));
    socket.on('pong', () => this.guard(() => this.pings.take(1)));
  }

  /** Whether a message is to be looked at. Counts on while the connection closes, and cuts it off when that is of no avail. */
  passes(bytes: number): boolean {
    return this.guard(() => this.bytes.take(bytes) && this.messages.take(1));
  }

  private answer(data: Buffer): void {
    const { socket } = this;
    const mayAnswer = this.guard(() => this.pings.take(1));
    if (mayAnswer && socket.bufferedAmount < MAX_UNREAD_BYTES) socket.pong(data);
  }

  private guard(take: () => boolean): boolean {
    try {
      return take() && this.socket.readyState === this.socket.OPEN;
    } catch (error) {
      if (!(error instanceof Flood)) throw error;
      this.socket.cutOff(error.message, CLOSE.policy);
      return false;
    }
  }
}
