import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOSE, type Frame } from '@parley/protocol';
import { ChatServer } from '../testing/chat-server.js';
import { ChatSocket, type ChatSocketTiming, type SocketEnd } from './chat-socket.js';

const QUICK: ChatSocketTiming = {
  firstRetryMs: 10,
  longestRetryMs: 40,
  maxRetries: 3,
  silenceMs: 60_000,
};

let server: ChatServer;
let socket: ChatSocket | undefined;

beforeEach(async () => {
  server = await ChatServer.listen();
});

afterEach(async () => {
  socket?.close();
  await server.close();
});

function open(timing: Partial<ChatSocketTiming> = {}, url = () => server.url) {
  const frames: Frame[] = [];
  const retries: number[] = [];
  const ends: SocketEnd[] = [];
  socket = new ChatSocket(
    url,
    {
      onFrame: (frame) => frames.push(frame),
      onLost: (retryMs) => retries.push(retryMs),
      onEnd: (end) => ends.push(end),
    },
    { ...QUICK, ...timing },
  );
  socket.connect();
  return { socket, frames, retries, ends };
}

const handshake: Frame = { kind: 'handshake' };
const sound: Frame = { kind: 'audio', bytes: Uint8Array.of(104, 1, 2) };

/** A connection whose session is open. */
async function establish(): Promise<Awaited<ReturnType<ChatServer['connection']>>> {
  const connection = await server.connection();
  connection.send(handshake);
  connection.send(sound);
  return connection;
}

describe('ChatSocket', () => {
  it('gives out frames as the server sends them, and sends audio', async () => {
    const { socket, frames } = open();
    const connection = await establish();
    await vi.waitFor(() => expect(frames).toEqual([handshake, sound]));
    const received = connection.next();
    expect(socket.sendAudio(Uint8Array.of(104, 7))).toBe(true);
    expect(await received).toMatchObject({ kind: 'audio' });
  });

  it('passes over messages that it does not understand', async () => {
    const { frames, ends } = open();
    const connection = await server.connection();
    connection.sendBytes(Uint8Array.of(0x77, 1));
    connection.sendBytes(Uint8Array.of(0x04, 0x7b));
    connection.sendBytes(new Uint8Array());
    connection.send(handshake);
    await vi.waitFor(() => expect(frames).toEqual([handshake]));
    expect(ends).toEqual([]);
  });

  it('comes back after the connection broke, with the address of that moment', async () => {
    let resume = '';
    const { retries, frames } = open({}, () => `${server.url}?resume=${resume}`);
    const first = await establish();
    resume = 'token-1';
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    first.cut();
    const second = await server.connection();
    expect(second.query.get('resume')).toBe('token-1');
    expect(retries).toEqual([10]);
  });

  it('waits longer from one vain attempt to the next, then gives up', async () => {
    const { frames, retries, ends } = open();
    const connection = await establish();
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    await server.close();
    await connection.closeCode;
    await vi.waitFor(() => expect(ends).toEqual([{ reason: 'gave-up' }]));
    expect(retries).toEqual([10, 20, 40]);
  });

  it('does not ask a server for ever that fails after every handshake', async () => {
    const { retries, ends } = open({ maxRetries: 2 });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const connection = await server.connection();
      connection.send(handshake);
      connection.close(CLOSE.internal);
    }
    await vi.waitFor(() => expect(ends).toEqual([{ reason: 'gave-up' }]));
    expect(retries).toEqual([10, 20]);
  });

  it('goes at once when told that the network is back', async () => {
    const { socket, frames, retries } = open({
      firstRetryMs: 3_600_000,
      longestRetryMs: 3_600_000,
    });
    const first = await establish();
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    first.cut();
    await vi.waitFor(() => expect(retries).toHaveLength(1));
    socket.retryNow();
    await expect(server.connection()).resolves.toBeDefined();
  });

  it('takes a line for dead on which nothing comes, and leaves the session open for its return', async () => {
    const { retries } = open({ silenceMs: 50 });
    const connection = await establish();
    expect(await connection.closeCode).toBe(4000);
    expect(retries).toEqual([10]);
  });

  it.each([
    ['busy', CLOSE.tryAgainLater],
    ['turned away', CLOSE.policy],
    ['failed', CLOSE.internal],
  ])('does not try again when the server says that it is %s', async (sentence, code) => {
    const { retries, ends } = open();
    const connection = await server.connection();
    connection.send({ kind: 'error', message: sentence });
    connection.close(code);
    await vi.waitFor(() => expect(ends).toEqual([{ reason: code, sentence }]));
    expect(retries).toEqual([]);
  });

  it('keeps trying when a server that restarts is busy for a moment', async () => {
    const { frames, ends } = open();
    const first = await establish();
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    first.cut();
    const second = await server.connection();
    second.send({ kind: 'error', message: 'No voice engine is running yet.' });
    second.close(CLOSE.tryAgainLater);
    await establish();
    await vi.waitFor(() => expect(frames.filter(({ kind }) => kind === 'audio')).toHaveLength(2));
    expect(ends).toEqual([]);
  });

  it('comes back at once when a server says that it restarts, and less and less often from then on', async () => {
    const { frames, retries, ends } = open();
    const restarts = (connection: Awaited<ReturnType<ChatServer['connection']>>) => {
      connection.send({ kind: 'error', message: 'This server is being restarted.' });
      connection.close(CLOSE.serviceRestart);
    };
    restarts(await establish());
    restarts(await server.connection());
    await establish();
    await vi.waitFor(() => expect(frames.filter(({ kind }) => kind === 'audio')).toHaveLength(2));
    expect(retries).toEqual([0, 20]);
    expect(ends).toEqual([]);
  });

  it('waits in line at another server when its own restarts', async () => {
    const { ends } = open();
    const connection = await server.connection();
    connection.send({ kind: 'error', message: 'This server is being restarted.' });
    connection.close(CLOSE.serviceRestart);
    await expect(server.connection()).resolves.toBeDefined();
    expect(ends).toEqual([]);
  });

  it('says that a server which never answered cannot be reached', async () => {
    await server.close();
    const { ends } = open();
    await vi.waitFor(() => expect(ends).toEqual([{ reason: 'unreachable' }]));
  });

  it('tells the server when the person ends the conversation, and nobody else', async () => {
    const { socket, frames, ends, retries } = open();
    const connection = await establish();
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    socket.close();
    expect(await connection.closeCode).toBe(CLOSE.normal);
    expect([ends, retries]).toEqual([[], []]);
  });

  it('does not take audio while there is no connection', async () => {
    const { socket } = open();
    expect(socket.sendAudio(Uint8Array.of(104))).toBe(false);
  });
});
