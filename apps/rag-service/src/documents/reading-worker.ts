import { parentPort } from 'node:worker_threads';
import { DocumentUnreadable } from './document.js';
import { readDocument } from './reader.js';
import type { ReadReply, ReadRequest } from './reading-thread.js';

/** The thread's side of {@link ReadingThread}: reads one file at a time. */
parentPort?.on('message', ({ bytes, name }: ReadRequest) => {
  void replyTo(bytes, name).then((reply) => parentPort?.postMessage(reply));
});

// all that is needed is loaded
parentPort?.postMessage('ready');

async function replyTo(bytes: Uint8Array, name: string): Promise<ReadReply> {
  try {
    return { document: await readDocument(bytes, name) };
  } catch (error) {
    if (error instanceof DocumentUnreadable) return { reason: error.message };
    throw error;
  }
}
