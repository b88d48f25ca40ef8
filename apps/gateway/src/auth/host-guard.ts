import type { IncomingMessage, ServerResponse } from 'node:http';
import { notOurName, type HostNames } from './host-names.js';

/** Refuses requests by a name that is not ours, before anything else is looked at. WebSockets are refused in a sentence of their own. */
export function guardHost(names: HostNames) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (names.isOurs(request)) return next();
    response
      .writeHead(403, { 'Content-Type': 'application/json; charset=utf-8', Connection: 'close' })
      .end(JSON.stringify({ error: notOurName(request.headers.host) }));
  };
}
