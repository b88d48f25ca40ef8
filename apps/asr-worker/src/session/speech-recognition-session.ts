import { floatToInt16 } from '@parley/audio';
import type { AgentEvent, Preflight, TranscriptEvent } from '@parley/protocol';
import { FrameQueue } from '@parley/worker';
import type { Preflight as Recognized, RecognizerStream, Transcript } from '../stt/recognizer.js';
import { CHUNK_MS, Endpointer, type EndpointingEvent } from '../endpointing/endpointer.js';
import { silenceToEnd, type EndOfTurnCues } from '../endpointing/silence-to-end.js';
import type { TurnModel } from '../endpointing/turn-model.js';
import type { VadStream } from '../vad/silero-vad.js';
import { Chunker, type Chunk } from './chunker.js';
import { NearVoice } from './near-voice.js';
import { PartialReports } from './partial-reports.js';
import { RecentAudio } from './recent-audio.js';
import { joinTranscripts, TurnStitcher, type EndedTurn } from './turn-stitcher.js';

/** Frames that may wait for the detector: two seconds. Older ones are dropped. */
const MAX_WAITING_FRAMES = 25;
/** The first sounds of a word are too soft for the detector: the recogniser gets this much from before. */
const PRE_ROLL_CHUNKS = Math.ceil(300 / CHUNK_MS);

export interface SpeechRecognitionSessionOptions {
  /** Silence that ends a turn where no turn model says otherwise, in milliseconds. */
  silenceMs: number;
  vad: VadStream;
  /** Absent where silence alone decides. */
  turnModel?: TurnModel | undefined;
  recognizer: RecognizerStream;
  publish(event: TranscriptEvent): void;
  publishPreflight(preflight: Preflight): void;
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

const NOTHING: Transcript = { text: '', inDomain: true };

type EndOfTurn = Extract<EndpointingEvent, { type: 'end' }>;

/** Recognises one user: frames of PCM in, turns and transcripts out. Knows nothing of the bus. */
export class SpeechRecognitionSession {
  private readonly chunker = new Chunker();
  private readonly endpointer = new Endpointer();
  private readonly stitcher = new TurnStitcher();
  private readonly nearVoice = new NearVoice();
  private readonly recent = new RecentAudio();
  private readonly partials = new PartialReports();
  private readonly waiting = new FrameQueue<WaitingFrame>(MAX_WAITING_FRAMES);
  private working: Promise<void> | undefined;
  private preRoll: Int16Array[] = [];
  /** Silence that may be the end of the turn; the recogniser gets it when it was not. */
  private heldSilence: Int16Array[] | undefined;
  private turn = 0;
  /** This turn as it was when it was taken for over, and what was said in it by then. */
  private begun: EndedTurn | undefined;
  private begunText = '';
  /** What tells whether the present pause is the end, once it is there. */
  private cues: EndOfTurnCues | undefined;
  /** What all of the turn seems to say, once it is decoded. */
  private preflight: Promise<Recognized | undefined> | undefined;
  /** The others were told what this pause may be the end of. */
  private hasForetold = false;
  private pauses = 0;
  private lastArrivedAt = 0;
  private isClosed = false;

  constructor(private readonly options: SpeechRecognitionSessionOptions) {}

  /** Takes the next frame (24 kHz, mono). @param arrivedAt arrival of its newest sample. */
  frame(pcm24k: Int16Array, arrivedAt: number): void {
    if (this.isClosed) return;
    const dropped = this.waiting.push({ pcm24k, arrivedAt });
    if (dropped > 0) this.options.onDrop();
    this.working ??= this.drain()
      .catch(this.options.onError)
      .finally(() => (this.working = undefined));
  }

  /** What the agent does: whether speech goes on with the turn before depends on how far the reply is. */
  agentEvent(event: AgentEvent): void {
    this.stitcher.agentEvent(event, this.lastArrivedAt);
    this.nearVoice.agentEvent(event, this.lastArrivedAt);
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
    const voice = await this.options.vad.probability(samples);
    this.lastArrivedAt = arrivedAt;
    const isUser = this.nearVoice.isUser(samples, voice, arrivedAt);
    // within a turn the quiet sounds of a word count, too
    const probability = isUser || this.endpointer.isSpeaking ? voice : 0;
    this.recent.push(samples);
    const event = this.endpointer.push(probability, arrivedAt, this.silenceMs);
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
        return this.pause();
      case 'lull':
        return void this.judge().catch(this.options.onError);
      case 'resume':
        return this.resume();
      case 'end':
        return this.endTurn(event);
    }
  }

  private startTurn(startedAt: number): void {
    this.begun = this.stitcher.continued(startedAt);
    this.begunText = '';
    if (this.begun) void this.recallBegun(this.begun).catch(this.options.onError);
    else this.turn++;
    this.partials.reset();
    this.options.publish({ type: 'speech-start', turn: this.turn, startedAt });
    this.preRoll.forEach((pcm16k) => this.options.recognizer.accept(pcm16k));
  }

  private pause(): void {
    this.heldSilence = [];
    this.preflight = this.options.recognizer.preflight();
    this.pauses++;
    void this.foretell(this.pauses, this.preflight).catch(this.options.onError);
  }

  /** Tells what the final transcript will be if this pause is the end. */
  private async foretell(pause: number, preflight: Promise<Recognized | undefined>): Promise<void> {
    const { turn, begun } = this;
    const transcript = (await preflight)?.transcript;
    if (!transcript?.text) return;
    const heard = begun ? joinTranscripts(await begun.transcript, transcript) : transcript;
    if (this.isClosed || pause !== this.pauses || !this.heldSilence) return;
    this.hasForetold = true;
    this.options.publishPreflight({ turn, heard });
  }

  /** Asks the turn model, if there is one; its word counts for as long as the pause lasts. */
  private async judge(): Promise<void> {
    const pause = this.pauses;
    const heard = this.preflight;
    const completeness = await this.options.turnModel?.completeness(this.recent.samples());
    if (completeness === undefined) return;
    const note = (text: string | undefined) => {
      if (pause === this.pauses && this.heldSilence) this.cues = { completeness, text };
    };
    note(undefined);
    note((await heard)?.text);
  }

  private get silenceMs(): number {
    const { silenceMs } = this.options;
    return this.cues ? silenceToEnd(this.cues, silenceMs) : silenceMs;
  }

  private feed(pcm16k: Int16Array): void {
    if (this.heldSilence) this.heldSilence.push(pcm16k);
    else this.options.recognizer.accept(pcm16k);
  }

  private resume(): void {
    this.heldSilence?.forEach((pcm16k) => this.options.recognizer.accept(pcm16k));
    this.leavePause();
    if (this.hasForetold) this.options.publishPreflight({ turn: this.turn });
    this.hasForetold = false;
  }

  private leavePause(): void {
    this.heldSilence = undefined;
    this.cues = undefined;
  }

  private endTurn(end: EndOfTurn): void {
    this.leavePause();
    this.hasForetold = false;
    this.recent.clear();
    const { begun, turn } = this;
    const transcript = this.transcribe(end.isSpeech, begun);
    const ended = { endedAt: end.speechEndedAt, transcript, isContinued: false };
    this.stitcher.ended(ended);
    void this.conclude(turn, ended, end).catch(this.options.onError);
  }

  private async conclude(turn: number, ended: EndedTurn, end: EndOfTurn): Promise<void> {
    const transcript = await ended.transcript;
    if (this.isClosed || ended.isContinued) return;
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

  private async recallBegun(begun: EndedTurn): Promise<void> {
    const { text } = await begun.transcript;
    if (this.begun === begun) this.begunText = text;
  }

  private async transcribe(isSpeech: boolean, begun?: EndedTurn): Promise<Transcript> {
    const { recognizer } = this.options;
    if (!isSpeech) recognizer.reset();
    const rest = isSpeech ? await recognizer.finish() : NOTHING;
    return begun ? joinTranscripts(await begun.transcript, rest) : rest;
  }

  private reportPartial(): void {
    if (!this.endpointer.isSpeaking) return;
    const heard = this.partials.next(this.options.recognizer.partial(), performance.now());
    if (!heard) return;
    const text = [this.begunText, heard].filter(Boolean).join(' ');
    this.options.publish({ type: 'partial', turn: this.turn, text });
  }

  private remember(pcm16k: Int16Array): void {
    this.preRoll.push(pcm16k);
    if (this.preRoll.length > PRE_ROLL_CHUNKS) this.preRoll.shift();
  }
}
