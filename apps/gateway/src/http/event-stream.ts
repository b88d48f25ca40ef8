import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AnswerPart } from '@parley/protocol';

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  // nginx would keep the sentences until the answer is whole
  'X-Accel-Buffering': 'no',
};
const BROKEN_OFF: AnswerPart = {
  type: 'failed',
  message: 'The answer broke off. Please ask again.',
};

/**
 * Sends the parts of an answer as server-sent events, at the pace of the client.
 * An error before the first part is thrown, a later one becomes the event `failed`.
 */
export async function sendEvents(
  response: ServerResponse,
  parts: AsyncIterable<AnswerPart>,
): Promise<void> {
  try {
    for await (const part of parts) await send(response, part);
  } catch (error) {
    if (!response.headersSent) throw error;
    await send(response, BROKEN_OFF);
  }
  response.end();
}

async function send(response: ServerResponse, part: AnswerPart): Promise<void> {
  if (response.destroyed) return;
  if (!response.headersSent) response.writeHead(200, HEADERS);
  const taken = response.write(`event: ${part.type}\ndata: ${JSON.stringify(part)}\n\n`);
  if (!taken) await Promise.race([once(response, 'drain'), once(response, 'close')]);
}
