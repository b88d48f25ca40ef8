import type { Bus, Listener, Traced } from '@parley/bus';
import { WorkerRegistry, type Announcement } from '@parley/bus';
import type { AnswerGiven, AnswerPart, AskRequest, WorkerRecord } from '@parley/protocol';
import {
  markFailed,
  messageAttributes,
  startSpan,
  traceIdOf,
  tracedStream,
  traceparentOf,
  type Health,
  type Logger,
  type Span,
  type SpanOptions,
} from '@parley/telemetry';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { Answerers } from './answer/answerers.js';
import type { AuditLog } from './documents/audit-log.js';
import { AuditedDocuments } from './documents/audited-documents.js';
import { DocumentsHandler } from './documents/documents-handler.js';
import type { Uploads } from './documents/uploads.js';
import type { DenseSearch } from './embedding/dense-search.js';
import type { IngestReport } from './ingest/ingest.js';
import type { Conversation } from './conversation/conversation.js';
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

export interface RagServiceOptions {
  bus: Bus;
  workerId: string;
  corpus: CorpusManager;
  uploads: Uploads;
  audit: AuditLog;
  conversation: Pick<Conversation, 'ask'>;
  answerers: Pick<Answerers, 'detail'>;
  /** Absent where passages are found by words alone. */
  dense?: DenseSearch | undefined;
  metrics: RagMetrics;
  logger: Logger;
}

/** The service on the bus: answers questions, hands out the corpus, tells the registry how it is. */
export class RagService {
  private readonly semaphore = new BoundedSemaphore(QUESTIONS_AT_ONCE, QUESTIONS_WAITING);
  private readonly stopping = new AbortController();
  private readonly startedAt = Date.now();
  private readonly documents: AuditedDocuments;
  private readonly listeners: Listener[] = [];
  private status: WorkerRecord['status'] = 'starting';
  private announcement: Announcement | undefined;

  constructor(private readonly options: RagServiceOptions) {
    const { uploads, corpus, audit } = options;
    const handler = new DocumentsHandler(uploads, corpus, () => this.refresh());
    this.documents = new AuditedDocuments(handler, uploads, audit);
  }

  /** Answers from what is stored at once, then reads the folder in; resolves when that is done. */
  async start(): Promise<void> {
    const { bus, corpus, logger, workerId } = this.options;
    await corpus.open();
    if (corpus.snapshot.documents > 0) this.status = 'ready';
    const onError = (error: unknown) => logger.error({ err: error }, 'request failed');
    this.listeners.push(
      bus.respondStream('ask', (request, trace) => this.askTraced(request, trace), {
        queue: QUEUE,
        onError,
      }),
      bus.subscribe('answerGiven', '', (given, trace) => this.givenAhead(given, trace), {
        queue: QUEUE,
      }),
      bus.respond('corpus', '', ({ offset }) => corpusPage(corpus.snapshot, offset), {
        queue: QUEUE,
        onError,
      }),
      bus.respond('documents', workerId, (request) => this.documents.handle(request), {
        onError,
      }),
    );
    const registry = await WorkerRegistry.open(bus);
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
    await this.announcement?.close();
  }

  private async refresh(): Promise<IngestReport | undefined> {
    const report = await this.options.corpus.refresh();
    if (this.status === 'draining') return report;
    this.status = 'ready';
    const { version, documents } = this.options.corpus.snapshot;
    this.options.bus.publish('corpusChanged', '', { version, documents });
    await this.announcement?.now();
    return report;
  }

  private askTraced(request: AskInput, { traceparent }: Traced): AsyncIterable<AnswerPart> {
    if (request.isAhead) return this.ask(request);
    return tracedStream('answer question', spanOptions(traceparent), (span) =>
      this.ask(request, span),
    );
  }

  /** An answer that was asked for ahead has become the answer to a question. */
  private givenAhead({ askedAt, done }: AnswerGiven, { traceparent }: Traced): void {
    const span = startSpan('answer question', {
      ...spanOptions(traceparent),
      startedAt: askedAt,
    });
    this.count(done);
    traceAnswer(span, done, askedAt);
    span.end(new Date(askedAt + done.totalMs));
  }

  /** @param span absent where nobody has asked yet: then nothing is counted either */
  private async *ask(request: AskInput, span?: Span): AsyncGenerator<AnswerPart> {
    const cameAt = Date.now();
    try {
      await this.semaphore.acquire();
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error;
      this.countFailure('busy', span);
      yield {
        type: 'failed',
        message: 'Too many questions are being answered. Please try again in a moment.',
      };
      return;
    }
    try {
      for await (const part of this.options.conversation.ask(request, this.stopping.signal)) {
        if (span) this.count(part);
        if (span) traceAnswer(span, part, cameAt);
        yield part;
      }
    } catch (error) {
      const traceId = span && traceIdOf(traceparentOf(span));
      this.options.logger.error({ err: error, traceId }, 'question failed');
      this.countFailure('failed', span);
      yield {
        type: 'failed',
        message: 'The answer could not be made because of a fault in the service.',
      };
    } finally {
      this.semaphore.release();
    }
  }

  private countFailure(outcome: 'busy' | 'failed', span: Span | undefined): void {
    if (!span) return;
    markFailed(span, outcome);
    this.options.metrics.questions.inc({ outcome });
  }

  private count(part: AnswerPart): void {
    if (part.type !== 'done') return;
    const outcome: Outcome = part.answeredBy;
    this.options.metrics.questions.inc({ outcome });
    this.options.metrics.retrievalSeconds.observe(part.retrievalMs / 1_000);
    this.options.metrics.answerSeconds.observe(part.totalMs / 1_000);
  }

  private record(): WorkerRecord {
    const sessions = this.semaphore.busy;
    return {
      id: this.options.workerId,
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
    const { dense } = this.options;
    if (!dense || dense.state.problem) return undefined;
    return dense.state.ready ? 'ready' : 'preparing';
  }

  private detail(): string {
    const { snapshot, problem } = this.options.corpus;
    const counts = `${snapshot.documents} documents, ${snapshot.index.passageCount} passages`;
    const found = this.meaning === 'ready' ? ', found by meaning as well' : '';
    const { size } = this.options.corpus.unread;
    const unread = size > 0 ? `, ${size} ${size === 1 ? 'file' : 'files'} cannot be read` : '';
    const figures = `${counts}${found}${unread}, ${this.options.answerers.detail}`;
    return problem ? `${figures}. ${problem}` : figures;
  }
}

function spanOptions(parent: string | undefined): SpanOptions {
  return { kind: 'server', parent, attributes: messageAttributes('ask') };
}
