import type { IncomingMessage, ServerResponse } from 'node:http';

const LOOK_EVERY_MS = 2_000;
/** So many looks in a row with too little between them. */
const PATIENCE = 5;
/** A tenth of what the slowest mobile network brings. */
const LEAST_BYTES_PER_SECOND = 1_000;

const TOO_SLOW =
  'The request came too slowly and was cut. Please try again over a better connection.';

/**
 * Cuts requests whose body trickles in: each holds one of the places that an address, a token and the server have. A body that
 * we are slow to take up is not the client's fault.
 */
export function cutSlowBodies(
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): void {
  if (request.headers['content-length'] === undefined && !request.headers['transfer-encoding'])
    return next();
  const { socket } = request;
  let before = socket.bytesRead;
  let slowLooks = 0;
  const look = () => {
    const bytes = socket.bytesRead - before;
    before = socket.bytesRead;
    const isSlow = bytes < (LEAST_BYTES_PER_SECOND * LOOK_EVERY_MS) / 1000;
    slowLooks = isSlow && request.readableLength === 0 ? slowLooks + 1 : 0;
    if (slowLooks >= PATIENCE) cut(request, response);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  const stop = () => clearInterval(timer);
  for (const event of ['end', 'close', 'error']) request.once(event, stop);
  response.once('close', stop);
  next();
}

function cut(request: IncomingMessage, response: ServerResponse): void {
  if (!response.headersSent)
    response
      .writeHead(408, { 'Content-Type': 'application/json; charset=utf-8', Connection: 'close' })
      .end(JSON.stringify({ error: TOO_SLOW }), () => request.destroy());
  else request.destroy();
}
