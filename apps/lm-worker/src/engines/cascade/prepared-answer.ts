import type { AnswerDone, AnswerPart, AskRequest } from '@parley/protocol';
import type { Traced } from '@parley/bus';
import type { Ask } from '../../rag/ask.js';
import { clausesOf } from '../../text-normalization/clauses.js';
import { spokenText, spokenWords } from '../../text-normalization/spoken-form.js';
import type { Speech, SpeechRequest, Synthesizer, Voice } from '../../tts/synthesizer.js';
import type { Manner } from './manner.js';

interface PreparedClause {
  request: SpeechRequest;
  speech: Speech;
}

export interface PreparedAnswerPorts {
  readonly ask: Ask;
  readonly synthesizer: Pick<Synthesizer, 'synthesize' | 'sampleRateHz'>;
  readonly voice: Voice;
  readonly manner: Manner;
  /** Told when an answer that was prepared has been given, to the end of its text. */
  onPreparedGiven(given: { askedAt: number; done: AnswerDone }, trace: Traced): void;
}

/**
 * An answer to what may prove to be a question: it is fetched, and its first clause synthesised, while the end of the turn is
 * awaited. Nobody hears, counts or traces any of it until a turn takes it over.
 */
export class PreparedAnswer {
  private readonly dropping = new AbortController();
  private readonly askedAt = Date.now();
  private readonly parts: AsyncIterator<AnswerPart>;
  private readonly first: Promise<AnswerPart | undefined>;
  private readonly clause: Promise<PreparedClause | undefined>;

  constructor(
    private readonly request: AskRequest,
    private readonly ports: PreparedAnswerPorts,
  ) {
    const ahead = { ...request, isAhead: true };
    this.parts = ports.ask(ahead, this.dropping.signal, {})[Symbol.asyncIterator]();
    // what fails is tried again by the turn, which tells the user if it still does
    this.first = this.parts.next().then(valueOf, () => undefined);
    this.clause = this.speakFirst().catch(() => undefined);
  }

  /** Whether it answers just that, said with the same words before it. */
  answers(request: AskRequest): boolean {
    return isSame(request, this.request);
  }

  /** Stops what is being prepared. */
  drop(): void {
    this.dropping.abort();
  }

  /** Gives it to a turn, in place of the ports that it would ask and speak with. */
  takeOver(): { ask: Ask; synthesizer: PreparedAnswerPorts['synthesizer'] } {
    const { synthesizer } = this.ports;
    return {
      ask: (request, signal, trace) => this.given(request, signal, trace),
      synthesizer: {
        sampleRateHz: synthesizer.sampleRateHz,
        synthesize: async (request, signal) => {
          const clause = await this.clause;
          return clause && isSame(clause.request, request)
            ? clause.speech
            : synthesizer.synthesize(request, signal);
        },
      },
    };
  }

  private async *given(
    request: AskRequest,
    signal: AbortSignal,
    trace: Traced,
  ): AsyncGenerator<AnswerPart> {
    signal.addEventListener('abort', () => this.drop(), { once: true });
    const first = await this.first;
    if (!first || first.type === 'failed') {
      yield* this.ports.ask(request, signal, trace);
      return;
    }
    for (let part: AnswerPart | undefined = first; part; part = valueOf(await this.parts.next())) {
      if (part.type === 'done')
        this.ports.onPreparedGiven({ askedAt: this.askedAt, done: part }, trace);
      yield part;
    }
  }

  private async speakFirst(): Promise<PreparedClause | undefined> {
    const part = await this.first;
    if (part?.type !== 'sentence') return undefined;
    const { synthesizer, voice, manner } = this.ports;
    const text = spokenText(spokenWords(clausesOf(part.text, true)[0] ?? ''));
    if (!text) return undefined;
    const request = { voice: voice.name, text, rate: manner.rate };
    return { request, speech: await synthesizer.synthesize(request, this.dropping.signal) };
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function valueOf(result: IteratorResult<AnswerPart, unknown>): AnswerPart | undefined {
  return result.done ? undefined : result.value;
}
