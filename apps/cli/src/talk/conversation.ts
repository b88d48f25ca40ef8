import { setTimeout as sleep } from 'node:timers/promises';
import { PACKET_MS, type Citation, type Metadata, type TurnLatency } from '@parley/protocol';
import { CliError } from '../errors.js';
import { ChatSocket, type ChatListener } from './chat-socket.js';
import { Ear } from './ear.js';
import { Mouth } from './mouth.js';
import type { Recording } from './recording.js';
import { Turns, type Turn } from './turns.js';

/** Quiet for this long after the last word of the answer: it is over. */
const QUIET_MS = 600;
/** No sign of an answer for this long after the recording's end: there will be none. */
const PATIENCE_MS = 20_000;
const PACKETS_PER_FRAME = 4;

export interface ConversationOptions {
  url: URL;
  /** Access token, where the server wants one. */
  token?: string | undefined;
  /** Told now and then how much of the recording has been sent, 0 to 1. */
  onProgress?: (share: number) => void;
  onMetadata?: (message: Metadata) => void;
  /** Hang up once the answer has begun and its source is known, instead of listening to its end. */
  hangUpEarly?: boolean;
  signal?: AbortSignal | undefined;
}

export interface Conversation {
  transcript: string;
  answer: string;
  /** False when the answer was a refusal. */
  grounded: boolean;
  citations: Pick<Citation, 'document' | 'title' | 'score'>[];
  /** Milliseconds from the end of the person's speech; the first figure is what this client heard itself. */
  latencyMs: { endOfSpeechToFirstAudio: number } & Partial<TurnLatency>;
  audioSeconds: number;
  /** Frames of 80 ms sent and received. */
  framesIn: number;
  framesOut: number;
  /** All that was heard, 16-bit mono at 24 kHz. */
  reply: Int16Array;
}

/**
 * Speaks a recording through a voice socket in real time, as a microphone would, and listens until the answer
 * has been spoken.
 * @throws CliError with a sentence when no answer comes.
 */
export async function converse(
  recording: Recording,
  options: ConversationOptions,
): Promise<Conversation> {
  const speaker = new Speaker(recording, options);
  const socket = await ChatSocket.open(options.url, speaker, options.token);
  try {
    return await speaker.talkThrough(socket);
  } finally {
    socket.close();
  }
}

class Speaker implements ChatListener {
  private readonly ear = new Ear();
  private readonly turns = new Turns();
  private readonly mouth: Mouth;
  private lastSignAt = 0;

  constructor(
    private readonly recording: Recording,
    private readonly options: ConversationOptions,
  ) {
    this.mouth = new Mouth(recording);
  }

  audio(packet: Uint8Array): void {
    this.ear.receive(packet, performance.now());
  }

  metadata(message: Metadata): void {
    this.lastSignAt = performance.now();
    this.turns.take(message);
    this.options.onMetadata?.(message);
  }

  async talkThrough(socket: ChatSocket): Promise<Conversation> {
    const { signal } = this.options;
    const startedAt = performance.now();
    for (let index = 0; ; index += 1) {
      const earlyMs = startedAt + index * PACKET_MS - performance.now();
      if (earlyMs > 0) await sleep(earlyMs, undefined, { signal });
      socket.send(this.mouth.packet(index));
      this.sent(index, performance.now());
      if (this.isOver(index, performance.now())) return this.summary(index + 1);
    }
  }

  private sent(index: number, now: number): void {
    if (index === this.mouth.lastSpeechPacket) this.ear.speechEnded(now);
    if (index < this.mouth.packets) this.lastSignAt = now;
    this.options.onProgress?.(Math.min(1, (index + 1) / this.mouth.packets));
  }

  private isOver(index: number, now: number): boolean {
    if (index < this.mouth.packets) return false;
    const quietMs = this.ear.quietForMs(now);
    if (Math.min(now - this.lastSignAt, quietMs) > PATIENCE_MS) throw this.noAnswer();
    const { last } = this.turns;
    if (this.options.hangUpEarly && hasBegun(last) && this.ear.hasHeardAnswer) return true;
    return Boolean(last?.assistant?.final && last.assistant.text) && quietMs > QUIET_MS;
  }

  private summary(packetsSent: number): Conversation {
    const { last } = this.turns;
    const firstAudioMs = this.ear.endOfSpeechToFirstAudioMs;
    if (!last || firstAudioMs === undefined) throw this.noAnswer();
    return {
      transcript: this.turns.transcript,
      answer: last.assistant?.text ?? '',
      grounded: last.grounded ?? false,
      citations: last.citations.map(({ document, title, score }) => ({ document, title, score })),
      latencyMs: roundAll({ endOfSpeechToFirstAudio: firstAudioMs, ...last.latencyMs }),
      audioSeconds: this.recording.seconds,
      framesIn: Math.floor(packetsSent / PACKETS_PER_FRAME),
      framesOut: Math.floor(this.ear.packets / PACKETS_PER_FRAME),
      reply: this.ear.recording(),
    };
  }

  private noAnswer(): CliError {
    const { transcript, last } = this.turns;
    if (!transcript) return new CliError('No words were understood; try a clearer recording.');
    const what = last?.assistant?.final ? 'The answer could not be heard' : 'No answer came';
    return new CliError(`${what} to "${transcript}"; the logs in .parley/logs say more.`);
  }
}

function hasBegun(turn: Turn | undefined): boolean {
  return turn?.grounded !== undefined && turn.latencyMs !== undefined;
}

function roundAll<T extends Record<string, number>>(figures: T): T {
  const rounded = Object.entries(figures).map(([name, value]) => [name, Math.round(value)]);
  return Object.fromEntries(rounded) as T;
}
