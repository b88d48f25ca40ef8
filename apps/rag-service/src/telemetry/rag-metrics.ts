import type { AnswerPart } from '@parley/protocol';
import { Counter, createMetrics, Gauge, Histogram } from '@parley/telemetry';

type AnsweredBy = Extract<AnswerPart, { type: 'done' }>['answeredBy'];
export type Outcome = AnsweredBy | 'busy' | 'failed';

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Figures of the rag-service for Prometheus. */
export class RagMetrics {
  readonly registry = createMetrics('rag-service');
  private readonly registers = [this.registry];

  readonly questions = new Counter({
    name: 'parley_rag_questions_total',
    help: 'Questions by what became of them.',
    labelNames: ['outcome'] as const,
    registers: this.registers,
  });
  readonly fallbacks = new Counter({
    name: 'parley_rag_fallbacks_total',
    help: 'Answers that the language model did not give, so that the extractive answer was used.',
    registers: this.registers,
  });
  readonly invalidMessages = new Counter({
    name: 'parley_rag_invalid_messages_total',
    help: 'Messages dropped because they do not have the agreed form.',
    registers: this.registers,
  });
  readonly skippedFiles = new Counter({
    name: 'parley_rag_skipped_files_total',
    help: 'Files left out of the index because they could not be read.',
    registers: this.registers,
  });
  readonly retrievalSeconds = new Histogram({
    name: 'parley_rag_retrieval_seconds',
    help: 'Time to find passages for a question.',
    buckets: SECONDS,
    registers: this.registers,
  });
  readonly answerSeconds = new Histogram({
    name: 'parley_rag_answer_seconds',
    help: 'Time from a question to the end of its answer.',
    buckets: SECONDS,
    registers: this.registers,
  });
  readonly documents = new Gauge({
    name: 'parley_rag_documents',
    help: 'Documents that answers come from.',
    registers: this.registers,
  });
  readonly passages = new Gauge({
    name: 'parley_rag_passages',
    help: 'Passages that answers come from.',
    registers: this.registers,
  });
}
