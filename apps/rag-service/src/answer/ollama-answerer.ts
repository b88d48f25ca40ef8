import { Ollama } from 'ollama';
import {
  AnswerFailed,
  type Answerer,
  type AnswerSentence,
  type GroundedQuestion,
} from './answerer.js';
import { NO_ANSWER, promptFor } from './ollama-prompt.js';
import { SentenceStream } from './sentence-stream.js';
import { speakable } from './speakable.js';
import { bodyOf } from '../retrieval/sections.js';
import { groundednessOf } from './groundedness.js';

export interface OllamaOptions {
  baseUrl: string;
  model: string;
  /** A person waits for the first sentence; later the agent is busy speaking. */
  firstSentenceMs?: number;
  totalMs?: number;
}

const MOST_SENTENCES = 3;
const MOST_TOKENS = 220;

/** Lets a language model on an Ollama server word the answer. Sentences that no passage supports are dropped. */
export class OllamaAnswerer implements Answerer {
  readonly name = 'ollama';

  constructor(private readonly options: OllamaOptions) {}

  async *answer(question: GroundedQuestion, signal: AbortSignal): AsyncIterable<AnswerSentence> {
    const deadline = new Deadline(this.options);
    let said = 0;
    try {
      for await (const sentence of this.sentences(
        question,
        AbortSignal.any([signal, deadline.signal]),
      )) {
        deadline.firstSentenceCame();
        if (isNoAnswer(sentence)) return;
        const spoken = grounded(sentence, question);
        if (spoken) yield spoken;
        if (spoken && ++said === MOST_SENTENCES) return;
      }
    } catch (cause) {
      throw new AnswerFailed('The language model did not answer in time or broke off.', { cause });
    } finally {
      deadline.end();
    }
    if (said === 0)
      throw new AnswerFailed('Nothing that the language model said stands in the documents.');
  }

  private async *sentences(question: GroundedQuestion, signal: AbortSignal): AsyncIterable<string> {
    const client = new Ollama({
      host: this.options.baseUrl,
      fetch: (input, init) => fetch(input, { ...init, signal }),
    });
    const stream = await client.chat({
      model: this.options.model,
      messages: promptFor(question),
      stream: true,
      think: false,
      keep_alive: '30m',
      options: { temperature: 0, num_predict: MOST_TOKENS },
    });
    const pieces = new SentenceStream();
    for await (const { message } of stream) yield* pieces.push(message.content);
    yield* pieces.end();
  }
}

/** Ends a request that takes too long, and any request when it is over. */
class Deadline {
  private readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  private readonly untilFirst: NodeJS.Timeout;
  private readonly untilEnd: NodeJS.Timeout;

  constructor({ firstSentenceMs = 4_000, totalMs = 30_000 }: OllamaOptions) {
    const abort = () => this.controller.abort();
    this.untilFirst = setTimeout(abort, firstSentenceMs);
    this.untilEnd = setTimeout(abort, totalMs);
  }

  firstSentenceCame(): void {
    clearTimeout(this.untilFirst);
  }

  end(): void {
    clearTimeout(this.untilFirst);
    clearTimeout(this.untilEnd);
    this.controller.abort();
  }
}

function isNoAnswer(sentence: string): boolean {
  return (
    sentence
      .replace(/[^a-z ]/gi, '')
      .trim()
      .toUpperCase() === NO_ANSWER
  );
}

function grounded(sentence: string, { hits }: GroundedQuestion): AnswerSentence | undefined {
  const hit = groundednessOf(sentence, hits);
  return hit && { text: speakable(sentence), sources: [{ hit, passage: bodyOf(hit.section) }] };
}
