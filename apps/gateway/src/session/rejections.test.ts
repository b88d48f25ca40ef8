import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import {
  metricOf,
  startGatewayWithWorkers,
  startReadyGateway,
  startTestGateway,
} from '../testing/gateway.js';
import { ScriptedWorkers, type ScriptedOptions } from '../testing/scripted-workers.js';
import { TestClient, type ConnectOptions } from '../testing/test-client.js';

/** What a rejected client was told, and how it was closed. */
async function rejectionOf(port: number, query = '', options: ConnectOptions = {}) {
  const client = await TestClient.connect(port, query, options);
  const { message } = await client.nth('error', 1);
  const { code } = await client.closed;
  expect(client.all('handshake')).toEqual([]);
  return { message, code };
}

async function accepts(port: number, query = '', options: ConnectOptions = {}): Promise<void> {
  const client = await TestClient.connect(port, query, options);
  const rejected = client.closed.then(({ reason }) => Promise.reject(new Error(reason)));
  await Promise.race([client.nth('handshake', 1), rejected]);
  rejected.catch(() => undefined);
  await client.leave();
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function gatewayWith(env: Record<string, string> = {}, options: ScriptedOptions = {}) {
  const workers = await ScriptedWorkers.start();
  closers.push(() => workers.close());
  await workers.startAll(options);
  const { port, close } = await startReadyGateway(workers.natsUrl, env);
  closers.push(close);
  return { workers, port };
}

describe('a query', async () => {
  const { gateway, close } = await startGatewayWithWorkers();
  afterAll(close);

  it.each(['text_temperature=hot', 'audio_topk=-1', 'seed=1.5', 'protocol=http', 'audio=mp3'])(
    'with %s is rejected with a sentence that names it',
    async (query) => {
      const { message, code } = await rejectionOf(gateway.port, query);
      expect(message).toContain(`${query} cannot be used: `);
      expect(code).toBe(1008);
    },
  );

  it.each(['slt2', '../../etc/passwd', 'toString'])(
    'with the unknown voice %s is told which there are',
    async (voice) => {
      const rejection = await rejectionOf(
        gateway.port,
        `voice_prompt=${encodeURIComponent(voice)}`,
      );
      expect(rejection).toEqual({
        message: `There is no voice "${voice}". Choose one of: slt, NATF2.`,
        code: 1008,
      });
    },
  );

  it('that a worker refuses is refused in its words', async () => {
    const rejection = await rejectionOf(gateway.port, 'text_prompt=refuse%20me');
    expect(rejection).toEqual({ message: 'This persona is refused.', code: 1008 });
  });

  it('is counted by the reason of its rejection', async () => {
    const name = 'parley_gateway_sessions_rejected_total';
    const before = await metricOf(gateway.port, name, 'reason="voice"');
    await rejectionOf(gateway.port, 'voice_prompt=nobody');
    expect(await metricOf(gateway.port, name, 'reason="voice"')).toBe(before + 1);
  });
});

describe('without a worker', () => {
  it('the person is told that no engine runs yet', async () => {
    const workers = await ScriptedWorkers.start();
    closers.push(() => workers.close());
    const { port, close } = await startTestGateway(workers.natsUrl);
    closers.push(close);
    const { message, code } = await rejectionOf(port);
    expect(message).toMatch(/^No voice engine is running yet;/);
    expect(code).toBe(1013);
  });

  it('that recognises speech, an engine that lives on transcripts is given back', async () => {
    const { workers, port } = await gatewayWith();
    await workers.stop('asr-1');
    const { message } = await rejectionOf(port);
    expect(message).toMatch(/^No speech recogniser is running yet;/);
    await vi.waitFor(() => expect(workers.closed).toHaveLength(2));
  });

  it('that recognises speech, an engine that hears for itself does without', async () => {
    const { workers, port } = await gatewayWith({}, { needsTranscripts: false });
    await workers.stop('asr-1');
    await accepts(port);
  });

  it('that has Mimi, an engine that hears codes is not asked and the person is told', async () => {
    const workers = await ScriptedWorkers.start();
    closers.push(() => workers.close());
    await workers.startAll({ format: 'codes' });
    const { port, close } = await startTestGateway(workers.natsUrl);
    closers.push(close);
    const sentence = /^The voice engine hears Mimi codes and no codec worker carries them;/;
    await vi.waitFor(async () => expect((await rejectionOf(port)).message).toMatch(sentence));
    expect(workers.opened).toEqual([]);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(await ready.text()).toContain('loading: The voice engine hears Mimi codes');
    await workers.startCodec('codec-mimi', ['pcm', 'codes']);
    await vi.waitFor(() => accepts(port));
    const codec = workers.opened.find(({ role }) => role === 'codec');
    expect(codec?.request.format).toBe('codes');
  });
});

describe('an engine that makes nothing of transcripts', () => {
  it('gets no recogniser', async () => {
    const options = { needsTranscripts: false, ignoresTranscripts: true };
    const { workers, port } = await gatewayWith({}, options);
    await accepts(port);
    expect(workers.opened.map(({ role }) => role)).toEqual(['lm', 'codec']);
  });
});

describe('when all is taken', () => {
  it('the person is told how many voices are busy, and is let in when one is free again', async () => {
    const { port } = await gatewayWith({}, { lmSlots: 2 });
    const first = await TestClient.connect(port);
    const second = await TestClient.connect(port);
    await Promise.all([first.nth('handshake', 1), second.nth('handshake', 1)]);
    expect(await rejectionOf(port)).toEqual({
      message: 'All 2 voices are busy. Please try again in a moment.',
      code: 1013,
    });
    await first.leave();
    await vi.waitFor(() => accepts(port));
    await second.leave();
  });

  it('at one engine, the next one takes the session', async () => {
    const { workers, port } = await gatewayWith({}, { lmSlots: 1 });
    await workers.startEngine({ lmSlots: 1 }, 'lm-2');
    await vi.waitFor(async () => expect(await engineCount(port)).toBe(2));
    const clients = await Promise.all([TestClient.connect(port), TestClient.connect(port)]);
    await Promise.all(clients.map((client) => client.nth('handshake', 1)));
    expect(workers.opened.filter(({ role }) => role === 'lm')).toHaveLength(2);
    await Promise.all(clients.map((client) => client.leave()));
  });

  it('a gateway has its own limit, and one address has another', async () => {
    const { workers, port } = await gatewayWith({ MAX_SESSIONS: '1' });
    const client = await TestClient.connect(port);
    await client.nth('handshake', 1);
    expect(await rejectionOf(port)).toEqual({
      code: 1013,
      message: expect.stringMatching(/^This server carries 1 /),
    });
    const other = await startReadyGateway(workers.natsUrl, { MAX_SESSIONS_PER_ADDRESS: '1' });
    closers.push(other.close);
    const neighbour = await TestClient.connect(other.port);
    await neighbour.nth('handshake', 1);
    expect(await rejectionOf(other.port)).toEqual({
      code: 1013,
      message: expect.stringMatching(/^Your address has 1 /),
    });
    await client.leave();
    await neighbour.leave();
  });
});

describe('one access token', () => {
  it('has a limit of its own, whatever addresses it is used from', async () => {
    const { port } = await gatewayWith({
      AUTH_TOKENS: 'alice-token,bob-token',
      MAX_SESSIONS_PER_TOKEN: '1',
      TRUSTED_PROXIES: '127.0.0.1',
    });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    const first = await TestClient.connect(port, 'token=alice-token', from('192.0.2.1'));
    await first.nth('handshake', 1);
    expect(await rejectionOf(port, 'token=alice-token', from('192.0.2.2'))).toEqual({
      code: 1013,
      message:
        'Your access token has 1 sessions open, which is all it may have. End one of them first.',
    });
    await accepts(port, 'token=bob-token', from('192.0.2.1'));
    await first.leave();
    await vi.waitFor(() => accepts(port, 'token=alice-token', from('192.0.2.2')));
  });
});

describe('a worker that does not answer', () => {
  it('is passed over for one that does', async () => {
    const { workers, port } = await gatewayWith();
    await workers.announce({
      id: 'lm-0',
      role: 'lm',
      status: 'ready',
      detail: 'registered, but nobody listens',
      capacity: 1_000,
      sessions: 0,
      load: 0,
      engine: 'scripted',
      format: 'pcm',
      voices: ['slt', 'NATF2'],
      needsTranscripts: true,
      startedAt: Date.now(),
    });
    await vi.waitFor(async () => expect(await engineCount(port)).toBe(2));
    await accepts(port);
  });
});

async function engineCount(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/api/info`);
  const { workers } = (await response.json()) as { workers: { lm: unknown[] } };
  return workers.lm.length;
}

describe('with AUTH_TOKENS set', () => {
  it('a session needs one of them, in the query or in a header', async () => {
    const { port } = await gatewayWith({ AUTH_TOKENS: 'first-token, second-token' });
    const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    for (const [query, options] of [
      ['', {}],
      ['token=wrong', {}],
      ['token=', bearer('first-token')],
      ['', bearer('first-token-and-more')],
    ] as const) {
      const { message, code } = await rejectionOf(port, query, options);
      expect(message).toMatch(/^An access token is needed/);
      expect(code).toBe(1008);
    }
    await accepts(port, 'token=first-token');
    await accepts(port, '', bearer('second-token'));
  });
});

describe('the origin of a page', () => {
  it('must be our own or an allowed one; programs have none', async () => {
    const { port } = await gatewayWith({ ALLOWED_ORIGINS: 'https://intranet.example' });
    const from = (origin: string) => ({ headers: { origin } });
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${port + 1}`]) {
      const { message, code } = await rejectionOf(port, '', from(origin));
      expect(message).toContain(`Pages from ${origin} may not connect here.`);
      expect(code).toBe(1008);
    }
    await accepts(port, '', from(`http://127.0.0.1:${port}`));
    await accepts(port, '', from('https://intranet.example'));
    await accepts(port);
  });
});
