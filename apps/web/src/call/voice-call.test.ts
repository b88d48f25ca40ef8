import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOSE } from '@parley/protocol';
import type { MicrophoneEvents, MicrophoneSource } from '../audio/microphone-source.js';
import type { SpeakerEvents, SpeakerSink } from '../audio/speaker.js';
import {
  NO_CONVERSATION,
  reduceConversation,
  RESUMED_NOTICE,
  type ConversationState,
} from '../conversation/conversation.js';
import { ChatServer, type ServerSide } from '../testing/chat-server.js';
import { CallProblem } from './problem.js';
import { emptyStats } from './stats.js';
import { VoiceCall, type CallPorts } from './voice-call.js';

/** Stands for the microphone that a test environment does not have; a test speaks through `say`. */
class TestMicrophone implements MicrophoneSource {
  closed = false;
  private send: ((opus: Uint8Array) => void) | undefined;

  constructor(readonly events: MicrophoneEvents) {}

  start(send: (opus: Uint8Array) => void): void {
    this.send = send;
  }

  pause(): void {
    this.send = undefined;
  }

  close(): void {
    this.closed = true;
  }

  say(opus: Uint8Array): void {
    this.send?.(opus);
  }
}

class TestSpeaker implements SpeakerSink {
  readonly heard: string[] = [];

  constructor(readonly events: SpeakerEvents) {}

  play(packet: Uint8Array): void {
    this.heard.push(`packet of ${packet.length}`);
  }

  flush(): void {
    this.heard.push('flush');
  }

  unblock(): Promise<void> {
    this.events.onBlocked(false);
    return Promise.resolve();
  }

  close(): void {
    this.heard.push('close');
  }
}

let server: ChatServer;
let call: VoiceCall | undefined;

beforeEach(async () => {
  server = await ChatServer.listen();
});

afterEach(async () => {
  call?.stop();
  await server.close();
});

async function place(failing: Partial<CallPorts> = {}) {
  const devices: { microphone?: TestMicrophone; speaker?: TestSpeaker } = {};
  const ports: CallPorts = {
    openMicrophone: async (events) => (devices.microphone = new TestMicrophone(events)),
    openSpeaker: async (events) => (devices.speaker = new TestSpeaker(events)),
    ...failing,
  };
  let state: ConversationState = NO_CONVERSATION;
  const stats = emptyStats();
  const urlFor = (resume: string | undefined) => `${server.url}?resume=${resume ?? ''}`;
  call = new VoiceCall(ports, urlFor, stats, (action) => {
    state = reduceConversation(state, action);
  });
  await call.start();
  return { call, devices, stats, state: () => state };
}

function welcome(connection: ServerSide, resumed: boolean): void {
  connection.send({ kind: 'handshake' });
  connection.tell({
    type: 'session',
    sessionId: 'session-1',
    resumeToken: 'token-1',
    resumeMs: 30_000,
    resumed,
    engine: 'cascade',
    voice: 'slt',
  });
}

describe('VoiceCall', () => {
  it('sends the microphone after the handshake, and not before', async () => {
    const { devices, stats, state } = await place();
    const connection = await server.connection();
    devices.microphone?.say(Uint8Array.of(104, 1));
    welcome(connection, false);
    await vi.waitFor(() => expect(state().phase).toBe('live'));
    const received = connection.next();
    devices.microphone?.say(Uint8Array.of(104, 2));
    expect(await received).toEqual({ kind: 'audio', bytes: Buffer.of(104, 2) });
    expect(stats.packetsSent).toBe(1);
  });

  it('plays what comes, and drops at once what waits when the person cut in', async () => {
    const { devices, stats } = await place();
    const connection = await server.connection();
    welcome(connection, false);
    connection.send({ kind: 'audio', bytes: Uint8Array.of(104, 1) });
    connection.tell({ type: 'interrupted', turn: 1 });
    connection.send({ kind: 'audio', bytes: Uint8Array.of(104, 1, 2) });
    await vi.waitFor(() =>
      expect(devices.speaker?.heard).toEqual(['packet of 2', 'flush', 'packet of 3']),
    );
    expect(stats).toMatchObject({ packetsReceived: 2, interruptions: 1 });
  });

  it('comes back with the token of its session, and speaks again after the new handshake', async () => {
    const { devices, state } = await place();
    const first = await server.connection();
    welcome(first, false);
    await vi.waitFor(() => expect(state().session).toBe(1));
    first.cut();
    const second = await server.connection();
    expect(state().phase).toBe('reconnecting');
    expect(second.query.get('resume')).toBe('token-1');
    welcome(second, true);
    await vi.waitFor(() => expect(state().notice).toBe(RESUMED_NOTICE));
    const received = second.next();
    devices.microphone?.say(Uint8Array.of(104, 3));
    expect(await received).toMatchObject({ kind: 'audio' });
  });

  it('shows what the server says against it and goes on', async () => {
    const { state } = await place();
    const connection = await server.connection();
    welcome(connection, false);
    connection.send({ kind: 'error', message: 'That was not audio.' });
    connection.tell({ type: 'state', state: 'thinking' });
    await vi.waitFor(() => expect(state().activity).toBe('thinking'));
    expect(state()).toMatchObject({ phase: 'live', notice: 'That was not audio.' });
  });

  it('passes over metadata of a kind that it does not know', async () => {
    const { state } = await place();
    const connection = await server.connection();
    welcome(connection, false);
    connection.send({ kind: 'metadata', json: { type: 'mood', mood: 'good' } });
    connection.tell({ type: 'state', state: 'speaking' });
    await vi.waitFor(() => expect(state().activity).toBe('speaking'));
  });

  it.each([
    [CLOSE.tryAgainLater, 'busy'],
    [CLOSE.policy, 'refused'],
    [CLOSE.internal, 'server-failed'],
  ])('ends with the sentence of a server that closes with %i', async (closeCode, code) => {
    const { devices, state } = await place();
    const connection = await server.connection();
    connection.send({ kind: 'error', message: 'Not now.' });
    connection.close(closeCode);
    await vi.waitFor(() => expect(state().phase).toBe('idle'));
    expect(state().problem).toMatchObject({ code, detail: 'Not now.' });
    expect(devices.microphone?.closed).toBe(true);
  });

  it('does not connect when there is no microphone, and closes the loudspeaker again', async () => {
    const { devices, state } = await place({
      openMicrophone: () => Promise.reject(new CallProblem('no-microphone')),
    });
    expect(state()).toMatchObject({ phase: 'idle', problem: { code: 'no-microphone' } });
    expect(devices.speaker?.heard).toEqual(['close']);
  });

  it('ends when the microphone is unplugged', async () => {
    const { devices, state } = await place();
    const connection = await server.connection();
    welcome(connection, false);
    await vi.waitFor(() => expect(state().phase).toBe('live'));
    devices.microphone?.events.onLost();
    expect(state()).toMatchObject({ phase: 'idle', problem: { code: 'microphone-lost' } });
    expect(await connection.closeCode).toBe(CLOSE.normal);
  });

  it('says that the browser keeps the page silent until it does not', async () => {
    const { call, devices, state } = await place();
    devices.speaker?.events.onBlocked(true);
    expect(state().problem?.code).toBe('sound-blocked');
    await call.unblockSound();
    expect(state().problem).toBeUndefined();
  });

  it('lets go of a microphone that opens after the person stopped', async () => {
    let open: (microphone: MicrophoneSource) => void = () => undefined;
    const opened = new Promise<MicrophoneSource>((resolve) => (open = resolve));
    const microphone = new TestMicrophone({ onLevel() {}, onLost() {}, onFailed() {} });
    const placed = place({ openMicrophone: () => opened });
    await vi.waitFor(() => expect(call).toBeDefined());
    call?.stop();
    open(microphone);
    const { state } = await placed;
    expect(microphone.closed).toBe(true);
    expect(state().phase).toBe('idle');
  });
});
