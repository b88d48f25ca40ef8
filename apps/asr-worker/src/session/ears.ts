import { floatToInt16 } from '@parley/audio';
import type { TranscriptEvent } from '@parley/protocol';
import type { RecognizerStream, Transcript } from '../recognizer/recognizer.js';
import {
  CHUNK_MS,
  TurnDetector,
  type TurnEvent,
  type TurnOptions,
} from '../turns/turn-detector.js';
import type { VadStream } from '../vad/silero-vad.js';
import { Chunker, type Chunk } from './chunker.js';
import { PartialReports } from './partial-reports.js';

/** Frames that may wait for the detector: two seconds. Older ones are dropped. */
const MAX_WAITING_FRAMES = 25;
/** The first sounds of a word are too soft for the detector: the recogniser gets this much from before. */
const PRE_ROLL_CHUNKS = Math.ceil(300 / CHUNK_MS);

export interface EarsOptions extends TurnOptions {
  vad: VadStream;
  recognizer: RecognizerStream;
  publish(event: TranscriptEvent): void;
  /** Told of every frame that was dropped because too many waited. */
  onDrop(): void;
  /** Told how long a frame took, and when its newest sample had arrived. */
  onStep(seconds: number, arrivedAt: number): void;
  onError(error: unknown): void;
}

type EndOfTurn = Extract<TurnEvent, { type: 'end' }>;

/** Hears one person: frames of PCM in, turns and transcripts out. Knows nothing of the bus. */
export class Ears {
  private readonly chunker = new Chunker();
  private readonly detector: TurnDetector;
  private readonly partials = new PartialReports();
  private waiting: { pcm24k: Int16Array; arrivedAt: number }[] = [];
  private working: Promise<void> | undefined;
  private preRoll: Int16Array[] = [];
  /** Silence that may be the end of the turn; the recogniser gets it when it was not. */
  private held: Int16Array[] | undefined;
  private turn = 0;
  private isClosed = false;

  constructor(private readonly options: EarsOptions) {
    this.detector = new TurnDetector(options);
  }

  /** Takes the next frame (24 kHz, mono). @param arrivedAt arrival of its newest sample. */
  frame(pcm24k: Int16Array, arrivedAt: number): void {
    if (this.isClosed) return;
    this.waiting.push({ pcm24k, arrivedAt });
    if (this.waiting.length > MAX_WAITING_FRAMES) {
      this.waiting.shift();
      this.options.onDrop();
    }
    this.working ??= this.work()
      .catch(this.options.onError)
      .finally(() => (this.working = undefined));
  }

  /** Lets the recogniser's stream go; a turn that was going on gets no transcript. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.waiting = [];
    await this.working;
    await this.options.recognizer.close();
  }

  private async work(): Promise<void> {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      const began = performance.now();
      for (const chunk of this.chunker.push(next.pcm24k, next.arrivedAt)) await this.hear(chunk);
      this.reportPartial();
      this.options.onStep((performance.now() - began) / 1_000, next.arrivedAt);
    }
  }

  private async hear({ samples, arrivedAt }: Chunk): Promise<void> {
    const probability = await this.options.vad.probability(samples);
    const event = this.detector.push(probability, arrivedAt);
    const pcm16k = floatToInt16(samples);
    if (event) this.obey(event);
    if (this.detector.isSpeaking) this.pass(pcm16k);
    this.remember(pcm16k);
  }

  private obey(event: TurnEvent): void {
    switch (event.type) {
      case 'start':
        return this.startTurn(event.startedAt);
      case 'pause':
        this.held = [];
        return this.options.recognizer.anticipate();
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

  private pass(pcm16k: Int16Array): void {
    if (this.held) this.held.push(pcm16k);
    else this.options.recognizer.accept(pcm16k);
  }

  private resume(): void {
    this.held?.forEach((pcm16k) => this.options.recognizer.accept(pcm16k));
    this.held = undefined;
  }

  private endTurn(end: EndOfTurn): void {
    this.held = undefined;
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
    if (!this.detector.isSpeaking) return;
    const text = this.partials.next(this.options.recognizer.partial(), performance.now());
    if (text) this.options.publish({ type: 'partial', turn: this.turn, text });
  }

  private remember(pcm16k: Int16Array): void {
    this.preRoll.push(pcm16k);
    if (this.preRoll.length > PRE_ROLL_CHUNKS) this.preRoll.shift();
  }
}
