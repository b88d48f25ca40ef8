import type { Logger } from '@parley/telemetry';
import { DocumentsUnavailable } from './documents/folder.js';
import { ReadingThread } from './documents/reading-thread.js';
import { ingest, type IngestReport } from './ingest/ingest.js';
import { loadKnowledge, NO_KNOWLEDGE, type Knowledge } from './knowledge/knowledge.js';
import type { RagMetrics } from './metrics.js';
import type { PassageStore } from './store/passage-store.js';

/** Keeps the newest version of the documents at hand, and knows what is wrong with the folder that they come from. */
export class Library {
  knowledge: Knowledge = NO_KNOWLEDGE;
  /** A sentence for the operator when the folder cannot be read in. */
  problem: string | undefined;

  constructor(
    private readonly store: PassageStore,
    private readonly folder: string,
    private readonly metrics: RagMetrics,
    private readonly logger: Logger,
  ) {}

  /** Makes what an earlier start has stored answerable. */
  async open(): Promise<void> {
    this.show(await loadKnowledge(this.store));
  }

  /** Brings the store up to date with the folder. Never throws: what is wrong becomes `problem`, and the last version stays. */
  async refresh(): Promise<void> {
    const thread = new ReadingThread();
    try {
      const report = await ingest(this.folder, this.store, thread.read.bind(thread));
      this.show(await loadKnowledge(this.store));
      this.report(report);
    } catch (error) {
      this.problem =
        error instanceof DocumentsUnavailable
          ? error.message
          : `The documents in ${this.folder} could not be read in.`;
      this.logger.error({ err: error, folder: this.folder }, 'documents not read in');
    } finally {
      await thread.close();
    }
  }

  private show(knowledge: Knowledge): void {
    this.knowledge = knowledge;
    this.metrics.documents.set(knowledge.documents);
    this.metrics.passages.set(knowledge.index.passages.length);
  }

  private report({ skipped, ...counts }: IngestReport): void {
    this.problem =
      this.knowledge.documents === 0
        ? `There are no documents in ${this.folder}. Put Markdown, text, HTML, PDF or DOCX files there and restart.`
        : undefined;
    for (const { name, reason } of skipped) {
      this.metrics.skippedFiles.inc();
      this.logger.warn({ file: name, reason }, 'document left out');
    }
    const { documents, index } = this.knowledge;
    const totals = { documents, passages: index.passages.length, skipped: skipped.length };
    if (this.problem) this.logger.warn({ folder: this.folder }, 'no documents found');
    this.logger.info({ ...counts, ...totals }, 'documents read in');
  }
}
