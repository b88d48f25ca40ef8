import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startNatsServer, type NatsServer } from '@parley/bus';
import type { AnswerPart, AskRequest } from '@parley/protocol';
import type { RunningGateway } from '../start-gateway.js';
import { startTestGateway } from '../testing/gateway.js';
import { ScriptedDocuments } from '../testing/scripted-documents.js';

let nats: NatsServer;
let gateway: RunningGateway;
let service: ScriptedDocuments;

beforeAll(async () => {
  nats = await startNatsServer();
  gateway = await startTestGateway(nats.url, {
    AUTH_TOKENS: 'secret',
    ALLOWED_ORIGINS: 'https://intranet.example/',
    MAX_SESSIONS_PER_ADDRESS: '4',
  });
});
afterAll(async () => {
  await gateway?.close();
  await nats?.close();
});
beforeEach(async () => {
  service = await ScriptedDocuments.start(nats.url);
  onTestFinished(() => service.close());
  await vi.waitFor(async () => expect((await get('/api/documents')).status).toBe(200));
});

const AUTHORIZED = { authorization: 'Bearer secret' };
const call = (path: string, options: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${gateway.port}${path}`, {
    ...options,
    headers: { ...AUTHORIZED, ...options.headers },
  });
const get = (path: string) => call(path);
const errorOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { error: string }).error,
];

function upload(name: string, content: string | Uint8Array<ArrayBuffer>): Promise<Response> {
  const body = new FormData();
  body.append('file', new Blob([content]), name);
  return call('/api/documents', { method: 'POST', body });
}

const ask = (body: unknown, options: RequestInit = {}) =>
  call('/api/ask', {
    method: 'POST',
    body: JSON.stringify(body),
    ...options,
    headers: { 'content-type': 'application/json', ...options.headers },
  });

describe('the API', () => {
  const paths: [string, string][] = [
    ['GET', '/api/documents'],
    ['POST', '/api/documents'],
    ['DELETE', '/api/documents/x'],
    ['POST', '/api/ask'],
  ];

  it.each(paths)('%s %s wants a token and no foreign page', async (method, path) => {
    const bare = await call(path, { method, headers: { authorization: '' } });
    expect(bare.headers.get('www-authenticate')).toBe('Bearer');
    expect(await errorOf(bare)).toEqual([401, expect.stringContaining('token is needed')]);
    const foreign = await call(path, { method, headers: { origin: 'https://evil.example' } });
    expect(await errorOf(foreign)).toEqual([403, expect.stringContaining('evil.example')]);
  });

  it('lets pages of other origins in when they are allowed', async () => {
    const origin = 'https://intranet.example';
    const asked = { origin, 'access-control-request-method': 'DELETE' };
    const preflight = await call('/api/documents/x', { method: 'OPTIONS', headers: asked });
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    const listed = await call('/api/documents', { headers: { origin } });
    expect(listed.status).toBe(200);
    expect(listed.headers.get('access-control-allow-origin')).toBe(origin);
  });

  it('lets an address have a few requests at once', async () => {
    const waiting = new AbortController();
    onTestFinished(() => waiting.abort());
    service.ask = async function* () {
      yield { type: 'sentence', text: 'Wait.', citations: [] };
      await once(waiting.signal, 'abort');
    };
    const open = await Promise.all([1, 2, 3, 4].map(() => ask({ question: 'Why?' })));
    const fifth = await get('/api/documents');
    expect(fifth.headers.get('retry-after')).toBe('5');
    expect(await errorOf(fifth)).toEqual([429, expect.stringContaining('4 requests open')]);
    await open[0]?.body?.cancel();
    await vi.waitFor(async () => expect((await get('/api/documents')).status).toBe(200));
    await Promise.all(open.slice(1).map(async ({ body }) => body?.cancel()));
  });
});

describe('documents', () => {
  it('are handed in, listed and taken away', async () => {
    const text = '# Größe\n\n'.padEnd(700_000, 'Viele Wörter. ');
    const stored = await upload('Größe "1".md', text);
    expect(stored.status).toBe(201);
    const { id, ...rest } = (await stored.json()) as { id: string };
    expect(rest).toEqual({ name: 'Größe "1".md', answering: true });
    expect(service.texts.get('Größe "1".md')).toBe(text);
    const page = (await (await get('/api/documents')).json()) as { documents: unknown };
    expect(page).toEqual({
      documents: [
        { id: expect.any(String), name: 'wifi.md', title: 'Wi-Fi', passages: 2, handedIn: false },
        { id, name: 'Größe "1".md', title: 'T', passages: 1, handedIn: true },
      ],
      nextOffset: null,
    });
    expect((await call(`/api/documents/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(service.texts.size).toBe(0);
    const again = await call(`/api/documents/${id}`, { method: 'DELETE' });
    expect(await errorOf(again)).toEqual([404, expect.stringContaining('No document')]);
  });

  it('of the folder stay where they are', async () => {
    const id = Buffer.from('wifi.md').toString('base64url');
    expect((await call(`/api/documents/${id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it.each(['../../etc/passwd.md', '..\\..\\passwd.md', '/etc/passwd.md'])(
    'named %j lose their path',
    async (name) => {
      expect(await (await upload(name, 'x')).json()).toMatchObject({ name: 'passwd.md' });
    },
  );

  it('that the service does not take are refused with its reason', async () => {
    service.rejection = 'is of a kind that cannot be read';
    expect(await errorOf(await upload('a.png', 'x'))).toEqual([
      422,
      'The document is of a kind that cannot be read.',
    ]);
  });

  it('that cannot be read do not stay', async () => {
    service.unreadable = 'is not a PDF that can be read';
    expect(await errorOf(await upload('a.pdf', 'x'))).toEqual([
      422,
      'The document is not a PDF that can be read.',
    ]);
    expect(service.texts.size).toBe(0);
  });

  it('that cannot be read in for a reason of the service are stored, and the reason is told', async () => {
    service.problem = 'The disk is full.';
    expect(await errorOf(await upload('a.md', 'x'))).toEqual([503, 'The disk is full.']);
    expect(service.texts.has('a.md')).toBe(true);
  });

  it('that are too large are refused before they are sent', async () => {
    const response = await upload('a.md', new Uint8Array(9 * 1024 * 1024));
    expect(await errorOf(response)).toEqual([413, 'The document is larger than 8 MB.']);
    expect(service.unfinished.size).toBe(0);
  });

  it('that turn out too large on the way are refused then, and leave nothing behind', async () => {
    const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.md"\r\n\r\n';
    const parts = [head, ...Array<string>(9).fill('x'.repeat(1024 * 1024)), '\r\n--b--\r\n'];
    const response = await call('/api/documents', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: new Blob(parts).stream(),
      duplex: 'half',
    });
    expect(await errorOf(response)).toEqual([413, 'File too large.']);
    expect(service.unfinished.size).toBe(0);
    expect(service.texts.size).toBe(0);
  });

  it('that break off leave nothing behind', async () => {
    const options = {
      port: gateway.port,
      method: 'POST',
      path: '/api/documents',
      headers: { ...AUTHORIZED, 'content-type': 'multipart/form-data; boundary=b' },
    };
    const sending = request({ host: '127.0.0.1', ...options });
    sending.on('error', () => undefined);
    sending.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a.md"\r\n\r\n');
    sending.write('x'.repeat(600_000));
    await vi.waitFor(() => expect(service.unfinished.size).toBe(1));
    sending.destroy();
    await vi.waitFor(() => expect(service.unfinished.size).toBe(0));
    expect(service.texts.size).toBe(0);
  });

  it.each([
    ['nothing', {}],
    ['another field', { body: form('other') }],
    ['no form', { body: 'x', headers: { 'content-type': 'text/plain' } }],
    [
      'half a form',
      { body: '--b', headers: { 'content-type': 'multipart/form-data; boundary=b' } },
    ],
  ])('sent as %s are asked for in a sentence', async (_, options) => {
    const response = await call('/api/documents', { method: 'POST', ...options });
    expect(await errorOf(response)).toEqual([400, expect.stringMatching(/\.$/)]);
  });
});

function form(field: string): FormData {
  const body = new FormData();
  body.append(field, new Blob(['x']), 'a.md');
  return body;
}

describe('a question', () => {
  const citation = { document: 'wifi.md', title: 'Wi-Fi', score: 0.9 };
  const sentence: AnswerPart = { type: 'sentence', text: 'Use "Campus".', citations: [citation] };
  const done: AnswerPart = {
    type: 'done',
    grounded: true,
    answeredBy: 'extractive',
    citations: [citation],
    retrievalMs: 1,
    totalMs: 2,
  };
  const eventsOf = (text: string) =>
    text.split('\n\n').flatMap((block) => {
      const [, event, data] = /^event: (\w+)\ndata: (.+)$/.exec(block) ?? [];
      return event ? [[event, JSON.parse(data ?? '') as unknown]] : [];
    });

  it('is answered by a stream of sentences with their citations', async () => {
    const asked: AskRequest[] = [];
    service.ask = async function* (question) {
      asked.push(question);
      yield* [sentence, done];
    };
    const history = [{ role: 'user', text: 'Hello.' }];
    const response = await ask({ question: ' Which network? ', history });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(eventsOf(await response.text())).toEqual([
      ['sentence', sentence],
      ['done', done],
    ]);
    expect(asked).toMatchObject([{ question: 'Which network?', history }]);
  });

  it('gets its first sentence before the answer is whole', async () => {
    const read = new AbortController();
    service.ask = async function* () {
      yield sentence;
      await once(read.signal, 'abort');
      yield done;
    };
    const reader = (await ask({ question: 'Which network?' })).body?.getReader();
    const first = await reader?.read();
    expect(eventsOf(new TextDecoder().decode(first?.value))).toEqual([['sentence', sentence]]);
    read.abort();
    const second = await reader?.read();
    expect(eventsOf(new TextDecoder().decode(second?.value))).toEqual([['done', done]]);
  });

  it.each([
    ['no question', { history: [] }, 'question cannot be used'],
    ['an empty one', { question: '  ' }, 'question cannot be used'],
    ['one that is too long', { question: 'x'.repeat(4_001) }, 'question cannot be used'],
    ['a stranger', { question: 'x', history: [{ role: 'system', text: '' }] }, 'history.0.role'],
    ['an array', [], 'The body cannot be used'],
  ])('with %s is refused in a sentence', async (_, body, sentence) => {
    expect(await errorOf(await ask(body))).toEqual([400, expect.stringContaining(sentence)]);
  });

  it('of a megabyte, or in no JSON, is refused', async () => {
    const large = await ask({ question: 'x'.repeat(1_000_000) });
    expect(await errorOf(large)).toEqual([413, 'The body is larger than 64 KiB.']);
    const broken = await ask({}, { body: '{"question' });
    expect(await errorOf(broken)).toEqual([400, expect.stringContaining('JSON')]);
  });

  it('is told when nobody can answer', async () => {
    await service.close();
    expect(await errorOf(await ask({ question: 'Why?' }))).toEqual([
      503,
      expect.stringContaining('Please try again'),
    ]);
  });
});
