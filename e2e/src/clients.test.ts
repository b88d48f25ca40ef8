import { OggOpusWriter, OpusStreamReader } from '@parley/audio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  loudnessDbfs,
  paced,
  questionPackets,
  quietPackets,
  TestClient,
} from './support/client.js';
import { startStack, type Stack } from './support/stack.js';

/** Clients as they are found in the wild, each against the whole stack. */
let stack: Stack;
const open: TestClient[] = [];

beforeAll(async () => void (stack = await startStack()), 120_000);
afterAll(() => stack?.close());
afterEach(() => Promise.all(open.splice(0).map((client) => client.close())));

async function connect(query = '', dialect: 'parley' | 'moshi' = 'parley'): Promise<TestClient> {
  const client = await TestClient.open(stack.chatUrl + query, dialect);
  open.push(client);
  return client;
}

const QUESTION = 'forgotten-password.wav';

describe('a client that', () => {
  it('sends Ogg pages of two 20 ms frames, as the PersonaPlex page does, is answered in Ogg pages and text', async () => {
    const client = await connect(
      '?voice_prompt=NATF2.pt&text_prompt=Be%20kind.&text_temperature=0.7&audio_topk=250&pad_mult=0',
    );
    const writer = new OggOpusWriter();
    client.sendAudio(writer.headers());
    const packets = questionPackets(QUESTION);
    const pairs = packets.flatMap((packet, i) =>
      i % 2 ? [[packets[i - 1] as Uint8Array, packet]] : [],
    );
    await paced(pairs, 40, (pair) => client.sendAudio(writer.page(pair)));
    await paced(quietPackets(50), 40, (packet) => client.sendAudio(writer.page([packet, packet])));
    await client.until(() => client.text.length > 20);

    expect(client.has('metadata')).toBe(false); // it did not ask for any
    for (const page of client.audio)
      expect(Buffer.from(page.subarray(0, 4)).toString()).toBe('OggS');
    const reader = new OpusStreamReader();
    expect(loudnessDbfs(client.audio.flatMap((page) => reader.push(page)))).toBeGreaterThan(-45);
  });

  it('speaks the Moshi protocol gets its nine-byte handshake and its errors as 0x05', async () => {
    const client = await connect('?protocol=moshi', 'moshi');
    expect(client.frames[0]).toEqual({
      kind: 'handshake',
      protocolVersion: 0,
      modelVersion: expect.any(Number),
    });
    client.sendRaw('text');
    await client.until(() => client.has('error'));
  });

  it('sends bare packets and asks for bare packets and metadata learns what was heard and where the answer stands', async () => {
    const client = await connect('?audio=opus&meta=1');
    await paced([...questionPackets(QUESTION), ...quietPackets(100)], 20, (packet) =>
      client.sendAudio(packet),
    );
    await client.until(() => client.metadata.some((message) => message.type === 'citations'));

    const types = new Set(client.metadata.map((message) => message.type));
    expect([...types]).toEqual(
      expect.arrayContaining(['session', 'state', 'transcript', 'citations', 'timings']),
    );
    const said = client.metadata.find(
      (message) => message.type === 'transcript' && message.role === 'user' && message.final,
    );
    expect(said).toMatchObject({ text: expect.stringContaining('password') });
    const cited = client.metadata.find((message) => message.type === 'citations');
    expect(cited).toMatchObject({ grounded: true });
    expect(cited?.citations[0]?.document).toBe('reset-forgotten-password.md');
  });

  it('says nothing hears a frame of silence every 80 ms all the same', async () => {
    const client = await connect('?audio=opus');
    await client.until(() => client.audio.length >= 40);
    expect(loudnessDbfs(client.audio)).toBeLessThan(-60);
  });

  it('sends rubbish is told so, and its neighbour does not notice', async () => {
    const neighbour = await connect('?audio=opus');
    const client = await connect('?audio=opus');
    client.sendAudio(Buffer.from('OggS but not really an Ogg page, only rubbish of some length'));
    client.sendAudio(new Uint8Array(2_000).fill(0xff));
    client.sendRaw(Uint8Array.of(0x7f, 1, 2, 3));
    client.sendRaw(Uint8Array.of());
    client.sendRaw('a text frame');
    await client.until(() => client.errors.length > 0);
    for (const error of client.errors) expect(error).toMatch(/^[A-Z].*[.!]$/);

    const before = neighbour.audio.length;
    await neighbour.until(() => neighbour.audio.length > before + 20);
    expect(neighbour.errors).toEqual([]);
  });

  it('sends a message over the size limit is told so and let go', async () => {
    const client = await connect();
    client.sendAudio(new Uint8Array(200_000));
    await client.until(() => client.closed);
    expect(client.closed).toEqual({ code: 1009 });
    expect(client.errors.at(-1)).toMatch(/64|large|long|size/i);
  });

  it('asks for a voice that does not exist is told which there are', async () => {
    const client = await connect('?voice_prompt=..%2F..%2Fetc%2Fpasswd');
    await client.until(() => client.closed);
    expect(client.errors[0]).toMatch(/slt/);
    expect(client.closed).toEqual({ code: 1008 });
  });

  it('loses its line comes back to the same session with its token, once', async () => {
    const client = await connect('?audio=opus&meta=1');
    await client.until(() => client.metadata.some((message) => message.type === 'session'));
    const session = client.metadata.find((message) => message.type === 'session');
    client.drop();
    const back = await connect(`?audio=opus&meta=1&resume=${session?.resumeToken}`);
    await back.until(() => back.metadata.some((message) => message.type === 'session'));
    expect(back.metadata.find((message) => message.type === 'session')).toMatchObject({
      sessionId: session?.sessionId,
      resumed: true,
    });

    const thief = await connect(`?audio=opus&meta=1&resume=${session?.resumeToken}`);
    await thief.until(() => thief.metadata.some((message) => message.type === 'session'));
    expect(thief.metadata.find((message) => message.type === 'session')).toMatchObject({
      resumed: false,
    });
  });
});
