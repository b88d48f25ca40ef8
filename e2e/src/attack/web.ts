import { once } from 'node:events';
import { request, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { must, type Attack, type Target } from './attack.js';
import { firstKind } from './first-word.js';

const EVIL = 'evil.example';
const ROUTES = [
  ['GET', '/'],
  ['GET', '/api/info'],
  ['GET', '/api/documents'],
  ['GET', '/metrics'],
  ['POST', '/api/documents'],
  ['POST', '/api/ask'],
  ['DELETE', '/api/documents/eA'],
] as const;

export const WEB_ATTACKS: readonly Attack[] = [
  { name: "DNS rebinding: another server's name points here", run: rebind },
  { name: 'a page of another origin, scheme or port', run: foreignPages },
  { name: 'no token, a wrong one, one with too few rights', run: wrongTokens },
  { name: 'uploads that trickle in', run: trickle },
];

async function rebind({ stack: { port } }: Target): Promise<void> {
  const headers = { host: `${EVIL}:${port}`, origin: `http://${EVIL}:${port}` };
  for (const [method, path] of ROUTES)
    must((await statusOf({ port, method, path, headers })) === 403, `${method} ${path} was served`);
  must((await greeting(port, headers)) === 'error', 'the socket was opened');
}

async function foreignPages({ stack: { port } }: Target): Promise<void> {
  const origins = [
    `https://127.0.0.1:${port}`,
    `http://127.0.0.1:${port + 1}`,
    `http://${EVIL}`,
    'null',
  ];
  for (const origin of origins) {
    must((await greeting(port, { origin })) === 'error', `a page of ${origin} opened the socket`);
    const status = await statusOf({ port, path: '/api/documents', headers: { origin } });
    must(status === 403, `a page of ${origin} listed the documents`);
  }
}

/** What each token of `TOKENS` may do. */
const RIGHTS: Record<string, readonly string[]> = {
  't-hall': ['POST /api/ask'],
  't-lib': ['GET /api/documents'],
  't-desk': ['GET /api/documents', 'POST /api/documents', 'DELETE /api/documents/eA'],
  't-roo': [],
  't-roots': [],
  'desk:write:t-desk': [],
  '': [],
};
const PUBLIC: ReadonlySet<string> = new Set(['GET /', 'GET /api/info']);

async function wrongTokens({ guarded: { port } }: Target): Promise<void> {
  for (const [token, rights] of Object.entries(RIGHTS)) {
    const headers = { authorization: `Bearer ${token}` };
    for (const [method, path] of ROUTES) {
      const route = `${method} ${path}`;
      const status = await statusOf({ port, method, path, headers });
      const isRefused = status === 401 || status === 403;
      const mayPass = PUBLIC.has(route) || rights.includes(route);
      must(isRefused !== mayPass, `"${token}" got ${status} at ${route}`);
    }
    const talks = (await greeting(port, headers)) === 'handshake';
    must(talks === (token === 't-hall'), `"${token}" ${talks ? 'could' : 'could not'} talk`);
  }
}

/** As many as one address may have; then an honest one has to come through. */
async function trickle({ stack: { port }, note }: Target): Promise<void> {
  const sockets = Array.from({ length: 16 }, () => connect(port, '127.0.0.1'));
  const open = new Set(sockets);
  for (const socket of sockets) {
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    socket.write(
      'POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n',
    );
  }
  const start = performance.now();
  for (let waitedMs = 0; open.size > 0 && waitedMs < 30_000; waitedMs += 250) {
    for (const socket of open) socket.write('-');
    await sleep(250);
  }
  note(`16 uploads, the last cut after ${((performance.now() - start) / 1000).toFixed(0)} s`);
  sockets.forEach((socket) => socket.destroy());
  must(open.size === 0, `${open.size} uploads of 4 bytes a second were not cut`);
  must((await statusOf({ port, path: '/api/documents' })) === 200, 'their places are not free');
}

async function statusOf(options: RequestOptions): Promise<number> {
  const sent = request({ host: '127.0.0.1', ...options }).end();
  const [response] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  return response.statusCode;
}

/** Kind of the first message that a client with these headers gets. */
async function greeting(port: number, headers: Record<string, string>): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/chat`, { headers });
  const kind = await firstKind(socket);
  socket.terminate();
  return kind;
}
