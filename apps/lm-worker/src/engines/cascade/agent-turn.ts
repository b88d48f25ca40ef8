import type {
  AnswerPart,
  AskRequest,
  FinalTranscript,
  SpeechAct,
  TurnLatency,
} from '@parley/protocol';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SessionEvents } from '../engine.js';
import { clausesOf } from '../../text-normalization/clauses.js';
import { spokenText, spokenWords } from '../../text-normalization/spoken-form.js';
import type { Speech, SpeechRequest, Synthesizer, Voice } from '../../tts/synthesizer.js';
import { AnswerFailed, type Ask } from '../../rag/ask.js';
import { soundOf } from './clause-sound.js';
import type { AudioOutputQueue } from './audio-output-queue.js';
import type { Manner } from './manner.js';
import { Reply } from './reply.js';
import type { TurnTrace } from './turn-trace.js';

/** What a turn works with. */
export interface AgentTurnPorts {
  readonly ask: Ask;
  readonly synthesizer: Pick<Synthesizer, 'synthesize' | 'sampleRateHz'>;
  readonly voice: Voice;
  readonly output: AudioOutputQueue;
  readonly events: SessionEvents;
  readonly trace: TurnTrace;
  readonly manner: Manner;
  /** What to say to a command about the conversation. */
  perform(act: SpeechAct): Reply;
  onAnswer(answeredBy: string): void;
  /** Told of every clause that was synthesised, or could not be. */
  onSynthesis(outcome: 'spoken' | 'failed'): void;
}

/** Sentences that may wait to be spoken; the answer is read no faster. */
const SENTENCES_AHEAD = 16;
const SENTENCE_PAUSE_MS = 300;
const CLAUSE_PAUSE_MS = 120;
const APOLOGY =
  'Sorry, I cannot look that up at the moment. Please ask me again in a little while.';

/** One answer: asks, and speaks clause by clause while the rest is still coming. */
export class AgentTurn {
  readonly number: number;
  /** What it has to say. */
  reply = new Reply();
  private readonly stopping = new AbortController();
  private readonly words: string[] = [];
  private answerAt = 0;
  private voiceAt = 0;

  constructor(
    private readonly question: FinalTranscript,
    private readonly request: AskRequest,
    private readonly ports: AgentTurnPorts,
  ) {
    this.number = question.turn;
  }

  /** What is being answered. */
  get answered(): { turn: number; text: string } {
    return this.question;
  }

  /** What has been said aloud so far. */
  get spoken(): string {
    return this.words.join(' ');
  }

  /** Resolves to true when all has been said, to false when it was stopped. */
  async run(): Promise<boolean> {
    const { signal } = this.stopping;
    try {
      await this.speakAnswer(signal);
      await this.ports.output.drained(signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    } finally {
      this.ports.trace.end();
    }
  }

  /** Asks and synthesises no further. */
  stop(): void {
    this.stopping.abort();
    this.ports.trace.end();
  }

  /** Takes note of words that have just been spoken. */
  said(words: readonly string[]): void {
    this.words.push(...words);
    this.reply.spokenWords += words.length;
    this.publishTranscript(false);
  }

  publishTranscript(final: boolean): void {
    const { number: turn, spoken: text } = this;
    this.ports.events.onAgentEvent({ type: 'transcript', turn, text, final });
  }

  /** To be called when the first frame leaves. */
  publishTimings(firstFrameAt: number): void {
    const { speechEndedAt, turnEndedAt, recognizedAt } = this.question;
    const latencyMs: TurnLatency = {
      endOfTurn: turnEndedAt - speechEndedAt,
      transcript: recognizedAt - speechEndedAt,
      answer: this.answerAt - speechEndedAt,
      voice: this.voiceAt - speechEndedAt,
      firstFrame: firstFrameAt - speechEndedAt,
    };
    this.ports.events.onAgentEvent({ type: 'timings', turn: this.number, latencyMs });
    this.ports.trace.firstClausePlayed({
      answerAt: this.answerAt,
      voiceAt: this.voiceAt,
      firstFrameAt,
    });
  }

  private async speakAnswer(signal: AbortSignal): Promise<void> {
    const waiting = new PassThrough({ objectMode: true, highWaterMark: SENTENCES_AHEAD });
    const speak = (sentences: AsyncIterable<string>) => this.speak(sentences, signal);
    try {
      await pipeline(this.sentences(signal), waiting, speak, { signal });
    } catch (error) {
      if (signal.aborted) throw error;
      this.ports.events.warned('The voice could not say all of the answer.', error);
    }
  }

  /** The answer's sentences, or an apology where there is no answer. */
  private async *sentences(signal: AbortSignal): AsyncGenerator<string> {
    try {
      for await (const part of this.ports.ask(this.request, signal, this.ports.trace)) {
        if (part.type === 'act') yield* this.perform(part.act);
        else if (part.type === 'sentence') yield this.received(part.text);
        else this.conclude(part);
      }
      if (!this.answerAt) throw new AnswerFailed('The answer has no sentence.');
    } catch (error) {
      if (signal.aborted) return;
      this.ports.onAnswer('failed');
      this.ports.events.warned('The answer service did not answer.', error);
      yield this.received(APOLOGY);
    }
  }

  private received(sentence: string): string {
    this.answerAt ||= Date.now();
    this.reply.add(sentence);
    return sentence;
  }

  private perform(act: SpeechAct): string[] {
    this.answerAt ||= Date.now();
    this.reply = this.ports.perform(act);
    return this.reply.rest();
  }

  private conclude(part: Extract<AnswerPart, { type: 'done' | 'failed' }>): void {
    if (part.type === 'failed') throw new AnswerFailed(part.message);
    this.ports.onAnswer(part.answeredBy);
    if (this.reply.isAside) return;
    // what is said again comes from where it came from
    const { grounded, citations } = (this.reply.source ??= part);
    this.ports.events.onAgentEvent({ type: 'citations', turn: this.number, grounded, citations });
  }

  private async speak(sentences: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
    let pauseMs = 0;
    for await (const sentence of sentences) {
      for (const clause of clausesOf(sentence, pauseMs === 0)) {
        await this.ports.output.room(signal);
        await this.say(clause, pauseMs, signal);
        pauseMs = /[.!?]\W*$/.test(clause) ? SENTENCE_PAUSE_MS : CLAUSE_PAUSE_MS;
      }
    }
  }

  private async say(clause: string, pauseMs: number, signal: AbortSignal): Promise<void> {
    const { synthesizer, voice, output, manner } = this.ports;
    const words = spokenWords(clause);
    const text = spokenText(words);
    if (!text) return;
    const { rate } = manner;
    const speech = await this.synthesize({ voice: voice.name, text, rate }, signal);
    signal.throwIfAborted();
    this.voiceAt ||= Date.now();
    const { sampleRateHz } = synthesizer;
    output.add(
      soundOf(words, speech, { sampleRateHz, gainDb: voice.gainDb + manner.gainDb }),
      pauseMs,
    );
  }

  private async synthesize(request: SpeechRequest, signal: AbortSignal): Promise<Speech> {
    const { synthesizer, onSynthesis } = this.ports;
    try {
      const speech = await synthesizer.synthesize(request, signal);
      onSynthesis('spoken');
      return speech;
    } catch (error) {
      if (!signal.aborted) onSynthesis('failed');
      throw error;
    }
  }
}
