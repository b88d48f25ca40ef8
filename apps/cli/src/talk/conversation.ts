import { setTimeout as sleep } from 'node:timers/promises';
import { PACKET_MS, type Citation, type Metadata, type TurnLatency } from '@parley/protocol';
import { CliError } from '../errors.js';
import { ChatConnection, type ChatListener } from './chat-connection.js';
import { AudioSink } from './audio-sink.js';
import { AudioSource } from './audio-source.js';
import type { Recording } from './recording.js';
import { TurnTracker, type Turn } from './turn-tracker.js';

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

export interface ConversationResult {
  transcript: string;
  answer: string;
  /** False when the answer was a refusal. */
  grounded: boolean;
  citations: Pick<Citation, 'document' | 'title' | 'score'>[];
  /** Milliseconds from the end of the user's speech; the first figure is what this client heard itself. */
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
): Promise<ConversationResult> {
  const speaker = new VoiceClient(recording, options);
  const socket = await ChatConnection.open(options.url, speaker, options.token);
  try {
    return await speaker.run(socket);
  } finally {
    socket.close();
  }
}

class VoiceClient implements ChatListener {
  private readonly sink = new AudioSink();
  private readonly turns = new TurnTracker();
  private readonly source: AudioSource;
  private lastSignAt = 0;

  constructor(
    private readonly recording: Recording,
    private readonly options: ConversationOptions,
  ) {
    this.source = new AudioSource(recording);
  }

  audio(packet: Uint8Array): void {
    this.sink.receive(packet, performance.now());
  }

  metadata(message: Metadata): void {
    this.lastSignAt = performance.now();
    this.turns.take(message);
    this.options.onMetadata?.(message);
  }

  async run(socket: ChatConnection): Promise<ConversationResult> {
    const { signal } = this.options;
    const startedAt = performance.now();
    for (let index = 0; ; index += 1) {
      const earlyMs = startedAt + index * PACKET_MS - performance.now();
      if (earlyMs > 0) await sleep(earlyMs, undefined, { signal });
      socket.send(this.source.packet(index));
      this.sent(index, performance.now());
      if (this.isOver(index, performance.now())) return this.summary(index + 1);
    }
  }

  private sent(index: number, now: number): void {
    if (index === this.source.lastSpeechPacket) this.sink.speechEnded(now);
    if (index < this.source.packets) this.lastSignAt = now;
    this.options.onProgress?.(Math.min(1, (index + 1) / this.source.packets));
  }

  private isOver(index: number, now: number): boolean {
    if (index < this.source.packets) return false;
    const quietMs = this.sink.quietForMs(now);
    if (Math.min(now - this.lastSignAt, quietMs) > PATIENCE_MS) throw this.noAnswer();
    const { last } = this.turns;
    if (this.options.hangUpEarly && hasBegun(last) && this.sink.hasHeardAnswer) return true;
    return Boolean(last?.assistant?.final && last.assistant.text) && quietMs > QUIET_MS;
  }

  private summary(packetsSent: number): ConversationResult {
    const { last } = this.turns;
    const firstAudioMs = this.sink.endOfSpeechToFirstAudioMs;
    if (!last || firstAudioMs === undefined) throw this.noAnswer();
    return {
      transcript: this.turns.transcript,
      answer: last.assistant?.text ?? '',
      grounded: last.grounded ?? false,
      citations: last.citations.map(({ document, title, score }) => ({ document, title, score })),
      latencyMs: roundAll({ endOfSpeechToFirstAudio: firstAudioMs, ...last.latencyMs }),
      audioSeconds: this.recording.seconds,
      framesIn: Math.floor(packetsSent / PACKETS_PER_FRAME),
      framesOut: Math.floor(this.sink.packets / PACKETS_PER_FRAME),
      reply: this.sink.recording(),
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
