import type { Bus, Listener, Traced } from '@parley/bus';
import { WorkerRegistry, type Announcement } from '@parley/bus';
import type { RagServiceEnv } from '@parley/config';
import type { AnswerPart, AskRequest, WorkerRecord } from '@parley/protocol';
import {
  markFailed,
  messageAttributes,
  traceIdOf,
  tracedStream,
  traceparentOf,
  type Health,
  type Logger,
  type Span,
} from '@parley/telemetry';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { ExtractiveAnswerer } from './answer/extractive-answerer.js';
import { OllamaAnswerer } from './answer/ollama-answerer.js';
import { OllamaProbe } from './answer/ollama-probe.js';
import { DocumentDesk } from './document-desk.js';
import type { Uploads } from './documents/uploads.js';
import type { DenseSearch } from './embed/dense-search.js';
import type { IngestReport } from './ingest/ingest.js';
import { Conversation } from './conversation.js';
import { Gate, GateFull } from './gate.js';
import { corpusPage } from './knowledge/corpus-pages.js';
import type { Library } from './library.js';
import { traceAnswer } from './answer-trace.js';
import type { Outcome, RagMetrics } from './metrics.js';

type Question = z.output<typeof AskRequest>;

const QUEUE = 'rag';
const QUESTIONS_AT_ONCE = 32;
const QUESTIONS_WAITING = 256;
/** What a language model has begun to answer may be heard to its end. */
const FINISH_MS = 5_000;

/** The service on the bus: answers questions, hands out the corpus, tells the registry how it is. */
export class RagService {
  private readonly gate = new Gate(QUESTIONS_AT_ONCE, QUESTIONS_WAITING);
  private readonly stopping = new AbortController();
  private readonly startedAt = Date.now();
  private readonly conversation: Conversation;
  private readonly desk: DocumentDesk;
  private readonly listeners: Listener[] = [];
  private readonly id: string;
  private status: WorkerRecord['status'] = 'starting';
  private probe: OllamaProbe | undefined;
  private announcement: Announcement | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly library: Library,
    uploads: Uploads,
    private readonly env: RagServiceEnv,
    private readonly metrics: RagMetrics,
    private readonly logger: Logger,
    private readonly dense?: DenseSearch,
  ) {
    this.id = env.WORKER_ID ?? `rag-${crypto.randomUUID().slice(0, 8)}`;
    const extractive = new ExtractiveAnswerer();
    const ollama = env.OLLAMA_BASE_URL
      ? new OllamaAnswerer({ baseUrl: env.OLLAMA_BASE_URL, model: env.OLLAMA_MODEL })
      : undefined;
    this.desk = new DocumentDesk(uploads, library, () => this.refresh());
    this.conversation = new Conversation({
      knowledge: () => library.knowledge,
      answerers: () => (ollama && this.usesOllama ? [ollama, extractive] : [extractive]),
      searchDense: dense && ((question) => dense.search(question)),
      topK: env.RAG_TOP_K,
      minScore: env.RAG_MIN_SCORE,
      serviceDesk: env.SERVICE_DESK,
      onFallback: (error) => this.fellBack(error),
    });
  }

  /** Answers from what is stored at once, then reads the folder in; resolves when that is done. */
  async start(): Promise<void> {
    await this.library.open();
    if (this.library.knowledge.documents > 0) this.status = 'ready';
    await this.findOllama();
    const onError = (error: unknown) => this.logger.error({ err: error }, 'request failed');
    this.listeners.push(
      this.bus.respondStream('ask', (request, trace) => this.askTraced(request, trace), {
        queue: QUEUE,
        onError,
      }),
      this.bus.respond('corpus', '', ({ offset }) => corpusPage(this.library.knowledge, offset), {
        queue: QUEUE,
        onError,
      }),
      this.bus.respond('documents', this.id, (request) => this.desk.handle(request), { onError }),
    );
    const registry = await WorkerRegistry.open(this.bus);
    this.announcement = await registry.announce(() => this.record(), onError);
    await this.refresh();
  }

  health(): Health {
    const { status, gate } = this;
    if (status === 'starting') return { state: 'loading', detail: 'The documents are being read.' };
    if (status === 'draining')
      return { state: 'draining', detail: 'The service is shutting down.' };
    if (gate.busy < gate.capacity) return { state: 'ready' };
    return {
      state: 'overloaded',
      detail: `${gate.busy} questions are being answered, as many as can be.`,
    };
  }

  /** Tells the registry anew how the service is, while it is there. */
  announce(): void {
    if (this.status !== 'draining') void this.announcement?.now();
  }

  /** Takes no new questions, gives the answers in work a moment to end, and leaves the registry. */
  async close(): Promise<void> {
    this.status = 'draining';
    await Promise.all(this.listeners.map((listener) => listener.close()));
    await Promise.race([this.gate.empty(), sleep(FINISH_MS, undefined, { ref: false })]);
    this.stopping.abort();
    this.probe?.close();
    await this.announcement?.close();
  }

  private async refresh(): Promise<IngestReport | undefined> {
    const report = await this.library.refresh();
    if (this.status === 'draining') return report;
    this.status = 'ready';
    const { version, documents } = this.library.knowledge;
    this.bus.publish('corpusChanged', '', { version, documents });
    await this.announcement?.now();
    return report;
  }

  private async findOllama(): Promise<void> {
    const { OLLAMA_BASE_URL, OLLAMA_MODEL } = this.env;
    if (!OLLAMA_BASE_URL) return;
    this.probe = await OllamaProbe.start(OLLAMA_BASE_URL, OLLAMA_MODEL, (problem) => {
      if (problem) this.logger.warn({ problem }, 'answers are extractive');
      else this.logger.info({ model: OLLAMA_MODEL }, 'answers come from ollama');
    });
  }

  private askTraced(request: Question, { traceparent }: Traced): AsyncIterable<AnswerPart> {
    const attributes = messageAttributes('ask');
    const options = { kind: 'server', parent: traceparent, attributes } as const;
    return tracedStream('answer question', options, (span) => this.ask(request, span));
  }

  private async *ask(request: Question, span: Span): AsyncGenerator<AnswerPart> {
    const cameAt = Date.now();
    try {
      await this.gate.enter();
    } catch (error) {
      if (!(error instanceof GateFull)) throw error;
      this.metrics.questions.inc({ outcome: 'busy' });
      markFailed(span, 'busy');
      yield {
        type: 'failed',
        message: 'Too many questions are being answered. Please try again in a moment.',
      };
      return;
    }
    try {
      for await (const part of this.conversation.ask(request, this.stopping.signal)) {
        this.count(part);
        traceAnswer(span, part, cameAt);
        yield part;
      }
    } catch (error) {
      const traceId = traceIdOf(traceparentOf(span));
      this.logger.error({ err: error, traceId }, 'question failed');
      markFailed(span, 'failed');
      this.metrics.questions.inc({ outcome: 'failed' });
      yield {
        type: 'failed',
        message: 'The answer could not be made because of a fault in the service.',
      };
    } finally {
      this.gate.leave();
    }
  }

  private count(part: AnswerPart): void {
    if (part.type !== 'done') return;
    const outcome: Outcome = part.answeredBy;
    this.metrics.questions.inc({ outcome });
    this.metrics.retrievalSeconds.observe(part.retrievalMs / 1_000);
    this.metrics.answerSeconds.observe(part.totalMs / 1_000);
  }

  private fellBack(error: Error): void {
    this.metrics.fallbacks.inc();
    this.logger.warn({ err: error }, 'language model gave no answer');
  }

  private get usesOllama(): boolean {
    return this.probe !== undefined && this.probe.problem === undefined;
  }

  private record(): WorkerRecord {
    const sessions = this.gate.busy;
    return {
      id: this.id,
      role: 'rag',
      status: this.status,
      detail: this.detail(),
      ...(this.meaning && { meaning: this.meaning }),
      capacity: this.gate.capacity,
      sessions,
      load: sessions / this.gate.capacity,
      startedAt: this.startedAt,
    };
  }

  private get meaning(): WorkerRecord['meaning'] {
    if (!this.dense || this.dense.state.problem) return undefined;
    return this.dense.state.ready ? 'ready' : 'preparing';
  }

  private detail(): string {
    const { knowledge, problem } = this.library;
    const answers = this.usesOllama
      ? `answers by Ollama ${this.env.OLLAMA_MODEL}`
      : 'extractive answers';
    const counts = `${knowledge.documents} documents, ${knowledge.index.passageCount} passages`;
    const found = this.meaning === 'ready' ? ', found by meaning as well' : '';
    const figures = `${counts}${found}, ${answers}`;
    return problem ? `${figures}. ${problem}` : figures;
  }
}
