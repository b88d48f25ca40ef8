import type { Duplex } from 'node:stream';
import { encodeFrame, type Dialect, type Frame } from '@parley/protocol';
import { WebSocket } from 'ws';

/** `ws` closes by itself, and without a word, when a message breaks RFC 6455 or the size limit. */
const BREACHES: Readonly<Record<number, string>> = {
  1002: 'The connection does not follow the WebSocket protocol.',
  1007: 'A text message was not valid UTF-8.',
  1008: 'A message came in too many parts.',
  1009: 'A message was too large. Send at most 64 KiB at once.',
};

/** The reason of a close frame holds at most this many bytes. */
const MAX_REASON_BYTES = 123;

/** Time for the last sentence to reach a client that is cut off. */
const CUT_OFF_MS = 1_000;

/** The event of a client that is not listened to any more; its connection closes soon. */
export const GIVEN_UP = 'given-up';

/** A WebSocket that says in a sentence why it is closed before it is closed. */
export class ClientSocket extends WebSocket {
  dialect: Dialect = 'parley';
  /** How the connection ended; 1006 when it broke. */
  closeCode = 1006;
  /** The stream underneath. */
  transport: Duplex | undefined;
  isCutOff = false;

  /** `flushed` runs when the system has taken the bytes, or will never. */
  sendFrame(frame: Frame, flushed?: () => void): void {
    this.send(encodeFrame(frame, this.dialect), { binary: true }, flushed);
  }

  /** All that `send` sends leaves in one write. */
  together(send: () => void): void {
    this.transport?.cork();
    try {
      send();
    } finally {
      this.transport?.uncork();
    }
  }

  sendError(sentence: string): void {
    if (this.readyState === WebSocket.OPEN) this.sendFrame({ kind: 'error', message: sentence });
  }

  closeWith(sentence: string, code: number): void {
    if (this.readyState !== WebSocket.OPEN) return;
    this.sendError(sentence);
    super.close(code, reasonOf(sentence));
  }

  /** Says why, and hears nothing any more: to wait for the other end's farewell would mean to read all that comes before. */
  cutOff(sentence: string, code: number): void {
    if (this.isCutOff) return;
    this.closeWith(sentence, code);
    this.giveUp(code);
    this.pause();
    setTimeout(() => this.terminate(), CUT_OFF_MS).unref();
  }

  override close(code?: number, reason?: string | Buffer): void {
    const breach = code !== undefined && reason === undefined ? BREACHES[code] : undefined;
    if (breach) this.sendError(breach);
    super.close(code, reason);
    if (breach && code !== undefined) this.giveUp(code);
  }

  /** Whoever has something of this client's need not wait for the connection to be closed at both ends. */
  private giveUp(code: number): void {
    if (this.isCutOff) return;
    this.isCutOff = true;
    this.closeCode = code;
    // what had come in one piece with the last message is many thousand more, each of which would be looked at
    for (const event of ['message', 'ping', 'pong']) this.removeAllListeners(event);
    this.emit(GIVEN_UP);
  }
}

function reasonOf(sentence: string): string {
  return Buffer.byteLength(sentence) <= MAX_REASON_BYTES ? sentence : '';
}
