import type { Traced } from '@parley/bus';
import type { FinalTranscript, Utterance } from '@parley/protocol';
import { traced, traceparentOf } from '@parley/telemetry';
import { AnswerFailed, type Ask } from '../../rag/ask.js';
import { History } from '../../rag/history.js';
import type { SessionEvents } from '../engine.js';

export interface GroundingOptions {
  readonly ask: Ask;
  readonly events: SessionEvents;
  readonly persona: string;
  readonly history: readonly Utterance[];
  /** A sentence of the answer to a question. */
  onSentence(turn: number, text: string): void;
  onAnswer(answeredBy: string): void;
}

/** Looks up what the user asks in the documents, so that the agent says what stands there. */
export class Grounding {
  private readonly history: History;
  private asking = new AbortController();

  constructor(private readonly options: GroundingOptions) {
    this.history = new History(options.history);
  }

  /** What is being looked up is not wanted any more. */
  stop(): void {
    this.asking.abort();
  }

  async answer(question: FinalTranscript, { traceparent }: Traced = {}): Promise<void> {
    this.stop();
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      await traced('ground answer', { kind: 'consumer', parent: traceparent }, (span) =>
        this.lookUp(question, signal, { traceparent: traceparentOf(span) }),
      );
    } catch (error) {
      if (signal.aborted) return;
      this.options.onAnswer('failed');
      this.options.events.warned('The answer service did not answer.', error);
    }
  }

  private async lookUp(
    question: FinalTranscript,
    signal: AbortSignal,
    trace: Traced,
  ): Promise<void> {
    const { ask, events, persona, onSentence, onAnswer } = this.options;
    const { turn, text, alternative, inDomain } = question;
    this.history.takeBack(turn);
    const request = {
      question: text,
      history: this.history.all(),
      inDomain,
      persona,
      ...(alternative ? { alternative } : {}),
    };
    const sentences: string[] = [];
    this.history.addUserTurn(turn, text);
    for await (const part of ask(request, signal, trace)) {
      if (part.type === 'failed') throw new AnswerFailed(part.message);
      if (part.type === 'sentence') {
        sentences.push(part.text);
        onSentence(turn, part.text);
        continue;
      }
      if (part.type !== 'done') continue;
      const { grounded, citations, answeredBy } = part;
      onAnswer(answeredBy);
      events.onAgentEvent({ type: 'citations', turn, grounded, citations });
    }
    this.history.addAnswer(sentences.join(' '));
  }
}
