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
import { DocumentsHandler } from './documents/documents-handler.js';
import type { Uploads } from './documents/uploads.js';
import type { DenseSearch } from './embedding/dense-search.js';
import type { IngestReport } from './ingest/ingest.js';
import { AnswerPipeline } from './answer/answer-pipeline.js';
import { BoundedSemaphore, QueueFull } from './concurrency/bounded-semaphore.js';
import { corpusPage } from './corpus/corpus-pages.js';
import type { CorpusManager } from './corpus/corpus-manager.js';
import { traceAnswer } from './telemetry/answer-trace.js';
import type { Outcome, RagMetrics } from './telemetry/rag-metrics.js';

type AskInput = z.output<typeof AskRequest>;

const QUEUE = 'rag';
const QUESTIONS_AT_ONCE = 32;
const QUESTIONS_WAITING = 256;
/** What a language model has begun to answer may be heard to its end. */
const FINISH_MS = 5_000;

/** The service on the bus: answers questions, hands out the corpus, tells the registry how it is. */
export class RagService {
  private readonly semaphore = new BoundedSemaphore(QUESTIONS_AT_ONCE, QUESTIONS_WAITING);
  private readonly stopping = new AbortController();
  private readonly startedAt = Date.now();
  private readonly pipeline: AnswerPipeline;
  private readonly documentsHandler: DocumentsHandler;
  private readonly listeners: Listener[] = [];
  private readonly id: string;
  private status: WorkerRecord['status'] = 'starting';
  private probe: OllamaProbe | undefined;
  private announcement: Announcement | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly corpus: CorpusManager,
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
    this.documentsHandler = new DocumentsHandler(uploads, corpus, () => this.refresh());
    this.pipeline = new AnswerPipeline({
      snapshot: () => corpus.snapshot,
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
    await this.corpus.open();
    if (this.corpus.snapshot.documents > 0) this.status = 'ready';
    await this.findOllama();
    const onError = (error: unknown) => this.logger.error({ err: error }, 'request failed');
    this.listeners.push(
      this.bus.respondStream('ask', (request, trace) => this.askTraced(request, trace), {
        queue: QUEUE,
        onError,
      }),
      this.bus.respond('corpus', '', ({ offset }) => corpusPage(this.corpus.snapshot, offset), {
        queue: QUEUE,
        onError,
      }),
      this.bus.respond('documents', this.id, (request) => this.documentsHandler.handle(request), {
        onError,
      }),
    );
    const registry = await WorkerRegistry.open(this.bus);
    this.announcement = await registry.announce(() => this.record(), onError);
    await this.refresh();
  }

  health(): Health {
    const { status, semaphore } = this;
    if (status === 'starting') return { state: 'loading', detail: 'The documents are being read.' };
    if (status === 'draining')
      return { state: 'draining', detail: 'The service is shutting down.' };
    if (semaphore.busy < semaphore.capacity) return { state: 'ready' };
    return {
      state: 'overloaded',
      detail: `${semaphore.busy} questions are being answered, as many as can be.`,
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
    await Promise.race([this.semaphore.drained(), sleep(FINISH_MS, undefined, { ref: false })]);
    this.stopping.abort();
    this.probe?.close();
    await this.announcement?.close();
  }

  private async refresh(): Promise<IngestReport | undefined> {
    const report = await this.corpus.refresh();
    if (this.status === 'draining') return report;
    this.status = 'ready';
    const { version, documents } = this.corpus.snapshot;
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

  private askTraced(request: AskInput, { traceparent }: Traced): AsyncIterable<AnswerPart> {
    const attributes = messageAttributes('ask');
    const options = { kind: 'server', parent: traceparent, attributes } as const;
    return tracedStream('answer question', options, (span) => this.ask(request, span));
  }

  private async *ask(request: AskInput, span: Span): AsyncGenerator<AnswerPart> {
    const cameAt = Date.now();
    try {
      await this.semaphore.acquire();
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error;
      this.metrics.questions.inc({ outcome: 'busy' });
      markFailed(span, 'busy');
      yield {
        type: 'failed',
        message: 'Too many questions are being answered. Please try again in a moment.',
      };
      return;
    }
    try {
      for await (const part of this.pipeline.ask(request, this.stopping.signal)) {
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
      this.semaphore.release();
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
    const sessions = this.semaphore.busy;
    return {
      id: this.id,
      role: 'rag',
      status: this.status,
      detail: this.detail(),
      ...(this.meaning && { meaning: this.meaning }),
      capacity: this.semaphore.capacity,
      sessions,
      load: sessions / this.semaphore.capacity,
      startedAt: this.startedAt,
    };
  }

  private get meaning(): WorkerRecord['meaning'] {
    if (!this.dense || this.dense.state.problem) return undefined;
    return this.dense.state.ready ? 'ready' : 'preparing';
  }

  private detail(): string {
    const { snapshot, problem } = this.corpus;
    const answers = this.usesOllama
      ? `answers by Ollama ${this.env.OLLAMA_MODEL}`
      : 'extractive answers';
    const counts = `${snapshot.documents} documents, ${snapshot.index.passageCount} passages`;
    const found = this.meaning === 'ready' ? ', found by meaning as well' : '';
    const figures = `${counts}${found}, ${answers}`;
    return problem ? `${figures}. ${problem}` : figures;
  }
}
