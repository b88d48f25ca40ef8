import type { AnswerPart, AskRequest, Citation } from '@parley/protocol';
import type { z } from 'zod';
import type { Intent, SafetyKind } from './intent.js';
import type { IntentReader } from './intent-reader.js';
import { Past } from './past.js';
import { nameIn } from './persona.js';
import { pointTo, type Source } from './sources.js';
import { understand, type Understood } from './understand.js';

type AskInput = z.output<typeof AskRequest>;
type Done = Extract<AnswerPart, { type: 'done' }>;

/** Answers a question from the documents, or refuses. */
export interface Documents {
  ask(request: AskInput, signal: AbortSignal): AsyncIterable<AnswerPart>;
}

export interface ConversationOptions {
  readonly documents: Documents;
  readonly intents: Pick<IntentReader, 'read' | 'readWords'>;
  /** Who helps where the agent cannot, as it is said aloud. */
  readonly serviceDesk: string;
  readonly safetyReplies: Readonly<Record<SafetyKind, string>>;
}

const NOTHING_SAID = 'I have not said anything yet.';
const NOTHING_BEFORE = 'There is nothing before that.';

/** What is said to the agent: about the conversation, which it answers or performs itself, or to the documents. It holds no state. */
export class Conversation {
  constructor(private readonly options: ConversationOptions) {}

  async *ask(request: AskInput, signal: AbortSignal): AsyncGenerator<AnswerPart> {
    const startedAt = performance.now();
    const past = new Past(request.history, request.question);
    const understood = await this.understand(request, past);
    const { intent, question } = understood;
    const end = (rest: Pick<Done, 'answeredBy'> & Partial<Done>): Done => ({
      ...{ type: 'done', grounded: false, citations: [], retrievalMs: 0 },
      ...{ ...rest, totalMs: performance.now() - startedAt },
    });
    if (!intent) {
      yield* this.options.documents.ask(this.toDocuments(request, past, question), signal);
    } else if (intent.safety) {
      yield said(this.options.safetyReplies[intent.safety]);
      const answer = question ? await this.answered({ ...request, question }, signal) : undefined;
      yield* answer?.sentences ?? [];
      yield end({ ...answer?.done, answeredBy: 'safety' });
    } else if (intent.act && request.canAct) {
      yield { type: 'act', act: intent.act };
      yield end({ answeredBy: 'act' });
    } else {
      const { text, citations = [] } = await this.reply(intent, request, past, signal);
      yield said(text, citations);
      yield end({ answeredBy: 'smalltalk', grounded: citations.length > 0, citations });
    }
  }

  private async understand(request: AskInput, past: Past): Promise<Understood> {
    const { question } = request;
    const understood = await understand(question, (text) => this.options.intents.read(text));
    const { name } = understood.intent ?? {};
    const isForDocuments =
      // "go on" asks for the next step when nothing was interrupted
      (name === 'continue' && !(request.canAct && past.isInterrupted)) ||
      (name === 'yes-no' && past.asksBack);
    return isForDocuments ? { question } : understood;
  }

  private toDocuments(request: AskInput, past: Past, question = request.question): AskInput {
    const history = past.aboutDocuments((text) => this.options.intents.readWords(text).intent);
    return { ...request, question, history };
  }

  /** The documents' answer as a whole, where they have one. */
  private async answered(request: AskInput, signal: AbortSignal) {
    const sentences: AnswerPart[] = [];
    for await (const part of this.options.documents.ask(request, signal)) {
      if (part.type === 'sentence') sentences.push(part);
      if (part.type === 'done' && part.grounded) return { sentences, done: part };
    }
    return undefined;
  }

  private async reply(
    { name, reply }: Intent,
    request: AskInput,
    past: Past,
    signal: AbortSignal,
  ): Promise<{ text: string; citations?: Citation[] }> {
    if (name === 'repeat') return { text: past.answers[0] ?? NOTHING_SAID };
    if (name === 'go-back') return { text: past.answers[1] ?? NOTHING_BEFORE };
    if (name === 'where-from' || name === 'are-you-sure') {
      const source = await this.lastSource(request, past, signal);
      return pointTo(source, name, this.options.serviceDesk);
    }
    const text = (reply ?? '')
      .replaceAll('NAME', nameIn(request.persona))
      .replaceAll('DESK', this.options.serviceDesk);
    return { text };
  }

  /** Where the last answer came from: the question is answered anew, for a history holds no sources. */
  private async lastSource(
    request: AskInput,
    past: Past,
    signal: AbortSignal,
  ): Promise<Source | undefined> {
    const { history } = this.toDocuments(request, past);
    const at = history.findLastIndex(({ role }) => role === 'user');
    const question = history[at]?.text;
    if (question === undefined) return undefined;
    const again = { ...request, question, history: history.slice(0, at), alternative: undefined };
    const answer = await this.answered({ ...again, inDomain: true }, signal);
    const cited = answer?.sentences.flatMap((part) => ('citations' in part ? part.citations : []));
    return cited?.[0];
  }
}

function said(text: string, citations: Citation[] = []): AnswerPart {
  return { type: 'sentence', text, citations };
}
