import { OggOpusWriter, OpusStreamReader } from '@parley/audio';
import { packetsToBytes } from '@parley/protocol';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { startGatewayWithWorkers } from '../testing/gateway.js';
import { opusPacket, TestClient } from '../testing/test-client.js';

const { workers, gateway, close } = await startGatewayWithWorkers();
afterAll(close);

const connect = (query = '', options = {}) => TestClient.connect(gateway.port, query, options);

describe('opening a session', () => {
  it('sends the handshake first and claims a slot at codec, recogniser and engine', async () => {
    const client = await connect('voice_prompt=slt&text_prompt=You%20are%20kind.&seed=7');
    await client.nth('handshake', 1);
    expect(client.received[0]).toEqual({ kind: 'handshake' });
    const requests = workers.opened.filter(
      ({ request }) => request.sessionId === workers.lastSessionId,
    );
    expect(requests.map(({ role }) => role).sort()).toEqual(['asr', 'codec', 'lm']);
    for (const { request } of requests)
      expect(request).toMatchObject({
        voice: 'slt',
        persona: 'You are kind.',
        format: 'pcm',
        sampling: { seed: 7, textTopK: 25 },
      });
    await client.leave();
  });

  it('takes the configured voice and persona when the client names none', async () => {
    const client = await connect();
    await client.nth('handshake', 1);
    expect(workers.opened.at(-1)?.request).toMatchObject({
      voice: 'NATF2',
      persona: 'You are a helpful assistant.',
    });
    await client.leave();
  });

  it.each([
    ['slt.pt', 'slt'],
    ['NATF2.pt', 'NATF2'],
    ['VARM4.pt', 'VARM4'],
  ])('takes %s for the voice %s, as PersonaPlex clients mean it', async (file, voice) => {
    const client = await connect(`voice_prompt=${file}`);
    await client.nth('handshake', 1);
    expect(workers.opened.at(-1)?.request.voice).toBe(voice);
    await client.leave();
  });

  it('ignores parameters of other clients that it has no use for', async () => {
    const client = await connect('email=a@b.c&worker_auth_id=1&pad_mult=0&text_seed=99');
    await client.nth('handshake', 1);
    await client.leave();
  });

  it('gives all slots back at once when the client closes with 1000', async () => {
    const client = await connect('meta=1');
    const { sessionId } = await client.metadata('session');
    await client.leave();
    await vi.waitFor(() => expect(workers.closed.filter((id) => id === sessionId)).toHaveLength(3));
  });
});

describe('audio', () => {
  it('goes out as Ogg pages, each header page in a message of its own', async () => {
    const client = await connect();
    await client.nth('audio', 2);
    for (let i = 1; i <= 8; i++) client.sendAudio(opusPacket(i));
    const reader = new OpusStreamReader();
    const packets: Uint8Array[] = [];
    await vi.waitFor(() => {
      packets.length = 0;
      for (const { bytes } of client.all('audio'))
        packets.push(...new OpusStreamReader().push(bytes));
      expect(packets).toHaveLength(8);
    });
    const pages = client.all('audio').map(({ bytes }) => Buffer.from(bytes));
    expect(pages.every((page) => page.toString('latin1', 0, 4) === 'OggS')).toBe(true);
    expect(pages.map((page) => page.readUInt32LE(18))).toEqual(pages.map((_, i) => i));
    expect(pages.flatMap((page) => reader.push(page))).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((i) => opusPacket(i)),
    );
    await client.leave();
  });

  it('goes out as bare packets to a client that wants them, numbered in order on the way in', async () => {
    const client = await connect('audio=opus');
    await client.nth('handshake', 1);
    for (let i = 1; i <= 5; i++) client.sendAudio(opusPacket(i));
    await client.nth('audio', 5);
    expect(client.all('audio').map(({ bytes }) => Uint8Array.from(bytes))).toEqual(
      [1, 2, 3, 4, 5].map((i) => opusPacket(i)),
    );
    expect(workers.receivedSequences.get(workers.lastSessionId)).toEqual([0, 1, 2, 3, 4]);
    await client.leave();
  });

  it('comes in as Ogg pages cut at any byte', async () => {
    const client = await connect('audio=opus');
    await client.nth('handshake', 1);
    const writer = new OggOpusWriter();
    const stream = Buffer.concat([
      writer.headers(),
      writer.page([opusPacket(1), opusPacket(2)]),
      writer.page([opusPacket(3), opusPacket(4)]),
    ]);
    for (let i = 0; i < stream.length; i += 33) client.sendAudio(stream.subarray(i, i + 33));
    await client.nth('audio', 4);
    expect(client.all('audio').map(({ bytes }) => bytes[1])).toEqual([1, 2, 3, 4]);
    await client.leave();
  });

  it('sent before the handshake is kept, the newest half second of it', async () => {
    const client = await connect('audio=opus');
    const writer = new OggOpusWriter();
    client.sendAudio(writer.headers());
    for (let i = 1; i <= 10; i++) client.sendAudio(writer.page([opusPacket(i)]));
    await client.nth('audio', 10);
    expect(client.all('audio').map(({ bytes }) => bytes[1])).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    await client.leave();
  });

  it('that is no Opus packet is not passed on from the bus', async () => {
    const client = await connect('audio=opus');
    await client.nth('handshake', 1);
    const stamp = { sequence: 0, arrivedAt: 0 };
    const bytes = packetsToBytes([new Uint8Array(), opusPacket(7)]);
    workers.bus.publishAudio('opusOut', workers.lastSessionId, bytes, stamp);
    expect((await client.nth('audio', 1)).bytes[1]).toBe(7);
    await client.leave();
  });
});

describe('text and metadata', () => {
  it('pass to a client that asked for metadata', async () => {
    const client = await connect('meta=1');
    const session = await client.metadata('session');
    expect(session).toMatchObject({
      resumed: false,
      engine: 'scripted',
      voice: 'NATF2',
      resumeMs: 30_000,
    });
    const { sessionId } = session;
    const citation = { document: 'vpn.md', title: 'VPN', score: 0.9 };
    workers.bus.publishText(sessionId, 'Grüß 👋');
    workers.transcriptEvent(sessionId, { type: 'speech-start', turn: 1, startedAt: 1 });
    workers.transcriptEvent(sessionId, { type: 'partial', turn: 1, text: 'my' });
    workers.agentEvent(sessionId, { type: 'state', state: 'thinking' });
    workers.agentEvent(sessionId, { type: 'transcript', turn: 1, text: 'Open it.', final: true });
    workers.agentEvent(sessionId, {
      type: 'citations',
      turn: 1,
      grounded: true,
      citations: [citation],
    });
    workers.agentEvent(sessionId, { type: 'interrupted', turn: 1 });
    await client.metadata('interrupted');
    expect((await client.nth('text', 1)).text).toBe('Grüß 👋');
    expect(
      client
        .all('metadata')
        .slice(1)
        .map(({ json }) => json),
    ).toEqual([
      { type: 'transcript', role: 'user', turn: 1, text: 'my', final: false },
      { type: 'state', state: 'thinking' },
      { type: 'transcript', role: 'assistant', turn: 1, text: 'Open it.', final: true },
      { type: 'citations', turn: 1, grounded: true, citations: [citation] },
      { type: 'interrupted', turn: 1 },
    ]);
    await client.leave();
  });

  it('keep metadata from a client that did not ask for it', async () => {
    const client = await connect();
    await client.nth('handshake', 1);
    workers.agentEvent(workers.lastSessionId, { type: 'state', state: 'thinking' });
    workers.bus.publishText(workers.lastSessionId, 'hello');
    await client.nth('text', 1);
    expect(client.all('metadata')).toEqual([]);
    await client.leave();
  });

  it('are joined by a ping when nothing else was sent for two seconds', async () => {
    const client = await connect();
    await client.nth('ping', 2);
    await client.leave();
  });
});

describe('a fault of a worker', () => {
  const fault = { workerId: 'lm-1', role: 'lm', message: 'The voice has failed.' } as const;

  it('is a notice when the session can go on', async () => {
    const client = await connect('meta=1');
    const { sessionId } = await client.metadata('session');
    workers.bus.publish('fault', sessionId, { ...fault, fatal: false });
    expect((await client.metadata('notice')).message).toBe('The voice has failed.');
    await client.leave();
  });
});

describe('the moshi dialect', () => {
  it('has a handshake of nine bytes and ignores the control messages of its clients', async () => {
    const client = await connect('protocol=moshi&audio=opus', { dialect: 'moshi' });
    expect(await client.nth('handshake', 1)).toEqual({
      kind: 'handshake',
      protocolVersion: 0,
      modelVersion: 0,
    });
    client.send({ kind: 'control', action: 'endTurn' });
    client.sendAudio(opusPacket(1));
    expect((await client.nth('audio', 1)).bytes[1]).toBe(1);
    expect(client.all('error')).toEqual([]);
    await client.leave();
  });

  it('says errors as 0x05', async () => {
    const client = await connect('protocol=moshi&audio_topk=99999', { dialect: 'moshi' });
    expect((await client.nth('error', 1)).message).toContain('audio_topk=99999 cannot be used');
    expect(await client.closed).toMatchObject({ code: 1008 });
  });
});
