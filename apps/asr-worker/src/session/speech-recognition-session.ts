import { floatToInt16 } from '@parley/audio';
import type { TranscriptEvent } from '@parley/protocol';
import { FrameQueue } from '@parley/worker';
import type { RecognizerStream, Transcript } from '../stt/recognizer.js';
import {
  CHUNK_MS,
  Endpointer,
  type EndpointingEvent,
  type EndpointingOptions,
} from '../endpointing/endpointer.js';
import type { VadStream } from '../vad/silero-vad.js';
import { Chunker, type Chunk } from './chunker.js';
import { PartialReports } from './partial-reports.js';

/** Frames that may wait for the detector: two seconds. Older ones are dropped. */
const MAX_WAITING_FRAMES = 25;
/** The first sounds of a word are too soft for the detector: the recogniser gets this much from before. */
const PRE_ROLL_CHUNKS = Math.ceil(300 / CHUNK_MS);

export interface SpeechRecognitionSessionOptions extends EndpointingOptions {
  vad: VadStream;
  recognizer: RecognizerStream;
  publish(event: TranscriptEvent): void;
  /** Told of every frame that was dropped because too many waited. */
  onDrop(): void;
  /** Told how long a frame took, and when its newest sample had arrived. */
  onStep(seconds: number, arrivedAt: number): void;
  onError(error: unknown): void;
}

interface WaitingFrame {
  readonly pcm24k: Int16Array;
  readonly arrivedAt: number;
}

type EndOfTurn = Extract<EndpointingEvent, { type: 'end' }>;

/** Recognises one user: frames of PCM in, turns and transcripts out. Knows nothing of the bus. */
export class SpeechRecognitionSession {
  private readonly chunker = new Chunker();
  private readonly endpointer: Endpointer;
  private readonly partials = new PartialReports();
  private readonly waiting = new FrameQueue<WaitingFrame>(MAX_WAITING_FRAMES);
  private working: Promise<void> | undefined;
  private preRoll: Int16Array[] = [];
  /** Silence that may be the end of the turn; the recogniser gets it when it was not. */
  private heldSilence: Int16Array[] | undefined;
  private turn = 0;
  private isClosed = false;

  constructor(private readonly options: SpeechRecognitionSessionOptions) {
    this.endpointer = new Endpointer(options);
  }

  /** Takes the next frame (24 kHz, mono). @param arrivedAt arrival of its newest sample. */
  frame(pcm24k: Int16Array, arrivedAt: number): void {
    if (this.isClosed) return;
    const dropped = this.waiting.push({ pcm24k, arrivedAt });
    if (dropped > 0) this.options.onDrop();
    this.working ??= this.drain()
      .catch(this.options.onError)
      .finally(() => (this.working = undefined));
  }

  /** Lets the recogniser's stream go; a turn that was going on gets no transcript. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.working;
    await this.options.recognizer.close();
  }

  private async drain(): Promise<void> {
    for (let next = this.waiting.take(); next; next = this.waiting.take()) {
      if (this.isClosed) continue;
      const began = performance.now();
      for (const chunk of this.chunker.push(next.pcm24k, next.arrivedAt)) await this.process(chunk);
      this.reportPartial();
      this.options.onStep((performance.now() - began) / 1_000, next.arrivedAt);
    }
  }

  private async process({ samples, arrivedAt }: Chunk): Promise<void> {
    const probability = await this.options.vad.probability(samples);
    const event = this.endpointer.push(probability, arrivedAt);
    const pcm16k = floatToInt16(samples);
    if (event) this.handleEndpointing(event);
    if (this.endpointer.isSpeaking) this.feed(pcm16k);
    this.remember(pcm16k);
  }

  private handleEndpointing(event: EndpointingEvent): void {
    switch (event.type) {
      case 'start':
        return this.startTurn(event.startedAt);
      case 'pause':
        this.heldSilence = [];
        return this.options.recognizer.preflight();
      case 'resume':
        return this.resume();
      case 'end':
        return this.endTurn(event);
    }
  }

  private startTurn(startedAt: number): void {
    this.turn++;
    this.partials.reset();
    this.options.publish({ type: 'speech-start', turn: this.turn, startedAt });
    this.preRoll.forEach((pcm16k) => this.options.recognizer.accept(pcm16k));
  }

  private feed(pcm16k: Int16Array): void {
    if (this.heldSilence) this.heldSilence.push(pcm16k);
    else this.options.recognizer.accept(pcm16k);
  }

  private resume(): void {
    this.heldSilence?.forEach((pcm16k) => this.options.recognizer.accept(pcm16k));
    this.heldSilence = undefined;
  }

  private endTurn(end: EndOfTurn): void {
    this.heldSilence = undefined;
    void this.conclude(this.turn, end).catch(this.options.onError);
  }

  private async conclude(turn: number, end: EndOfTurn): Promise<void> {
    const transcript = await this.transcribe(end.isSpeech);
    if (this.isClosed) return;
    const { speechEndedAt, turnEndedAt } = end;
    this.options.publish({
      type: 'final',
      turn,
      ...transcript,
      speechEndedAt,
      turnEndedAt,
      recognizedAt: Date.now(),
    });
  }

  private async transcribe(isSpeech: boolean): Promise<Transcript> {
    if (isSpeech) return this.options.recognizer.finish();
    this.options.recognizer.reset();
    return { text: '', inDomain: true };
  }

  private reportPartial(): void {
    if (!this.endpointer.isSpeaking) return;
    const text = this.partials.next(this.options.recognizer.partial(), performance.now());
    if (text) this.options.publish({ type: 'partial', turn: this.turn, text });
  }

  private remember(pcm16k: Int16Array): void {
    this.preRoll.push(pcm16k);
    if (this.preRoll.length > PRE_ROLL_CHUNKS) this.preRoll.shift();
  }
}
