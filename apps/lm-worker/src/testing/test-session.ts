import type { AudioStamp, Bus, Listener } from '@parley/bus';
import { rmsDbfs } from '@parley/audio';
import {
  OpenSession,
  pcmFromBytes,
  type FinalTranscript,
  type TranscriptEvent,
  type OpenReply,
  type AgentEvent,
} from '@parley/protocol';

/** A clear voice, against the silence between words. */
const SPEECH_DBFS = -40;

type SpokenOf<T extends AgentEvent['type']> = Extract<AgentEvent, { type: T }>;

/** One session as its gateway sees it: everything that the worker says, in order. */
export class TestSession {
  readonly frames: Int16Array[] = [];
  readonly stamps: AudioStamp[] = [];
  readonly pieces: string[] = [];
  readonly events: AgentEvent[] = [];
  readonly faults: { message: string; fatal: boolean }[] = [];
  private readonly listeners: Listener[];
  private turn = 0;

  private constructor(
    private readonly bus: Bus,
    readonly sessionId: string,
  ) {
    this.listeners = [
      bus.subscribeAudio('pcmOut', sessionId, (bytes, stamp) => {
        this.frames.push(pcmFromBytes(bytes));
        this.stamps.push(stamp);
      }),
      bus.subscribeText(sessionId, (piece) => this.pieces.push(piece)),
      bus.subscribe('agent', sessionId, (event) => this.events.push(event)),
      bus.subscribe('fault', sessionId, (fault) => this.faults.push(fault)),
    ];
  }

  /** Opens a session at this worker; `reply` tells whether it was taken. */
  static async open(
    bus: Bus,
    workerId: string,
    sessionId: string,
    options: Partial<OpenSession> = {},
  ): Promise<{ talk: TestSession; reply: OpenReply }> {
    const talk = new TestSession(bus, sessionId);
    const request = {
      format: 'pcm',
      voice: 'slt',
      persona: '',
      sampling: {},
      history: [],
      ...options,
    };
    const message = OpenSession.parse({ sessionId, ...request });
    const reply = await bus.request('open', workerId, message, { timeoutMs: 5_000 });
    return { talk, reply };
  }

  hear(event: TranscriptEvent): void {
    this.bus.publish('transcript', this.sessionId, event);
  }

  userStarts(): void {
    this.turn++;
    this.hear({ type: 'speech-start', turn: this.turn, startedAt: Date.now() });
  }

  /** A pause that may be the end of the turn; without a text, speech goes on. */
  userPauses(text?: string): void {
    const heard = text === undefined ? {} : { heard: { text, inDomain: true } };
    this.bus.publish('preflight', this.sessionId, { turn: this.turn, ...heard });
  }

  /** Words of a turn that is going on. */
  userSays(text: string): void {
    this.hear({ type: 'partial', turn: this.turn, text });
  }

  userSaid(text: string, more: Partial<FinalTranscript> = {}): void {
    const now = Date.now();
    const times = { speechEndedAt: now - 500, turnEndedAt: now - 60, recognizedAt: now };
    this.hear({ type: 'final', turn: this.turn, text, inDomain: true, ...times, ...more });
  }

  ask(text: string): void {
    this.userStarts();
    this.userSaid(text);
  }

  all<T extends AgentEvent['type']>(type: T): SpokenOf<T>[] {
    return this.events.filter((event): event is SpokenOf<T> => event.type === type);
  }

  get states(): string[] {
    return this.all('state').map(({ state }) => state);
  }

  /** The final transcripts of the voice, one for each turn that said something. */
  get answers(): string[] {
    return this.all('transcript')
      .filter(({ final }) => final)
      .map(({ text }) => text);
  }

  /** Frames from `from` on that have a voice in them. */
  voicedFrames(from = 0): number {
    return this.frames.slice(from).filter((frame) => rmsDbfs(frame) > SPEECH_DBFS).length;
  }

  async close(): Promise<void> {
    this.bus.publish('control', this.sessionId, { type: 'close', reason: 'test' });
    await Promise.all(this.listeners.map((listener) => listener.close()));
  }
}
