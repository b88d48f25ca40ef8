import { Socket as DatagramSocket } from 'node:dgram';
import { Socket } from 'node:net';
import { DocumentUnreadable } from '../document.js';
import { readDocument } from '../reader.js';
import type { ReadReply, ReadRequest } from './reading-process.js';

/** The other side of {@link ReadingProcess}: reads one file at a time. */

const refuse = (): never => {
  throw new Error('A reader of documents has no network.');
};
Socket.prototype.connect = refuse;
DatagramSocket.prototype.send = refuse;

process.on('message', ({ bytes, name }: ReadRequest) => {
  void replyTo(bytes, name).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit());

// all that is needed is loaded
process.send?.('ready');

async function replyTo(bytes: Uint8Array, name: string): Promise<ReadReply> {
  try {
    return { document: await readDocument(bytes, name) };
  } catch (error) {
    if (error instanceof DocumentUnreadable) return { reason: error.message };
    throw error;
  }
}
