import { HANDED_IN } from '@parley/protocol';
import type { Logger } from '@parley/telemetry';
import { isDiskFull } from '../store/disk-full.js';
import { DocumentsUnavailable } from '../documents/folder.js';
import type { ReadDocument } from '../documents/reader.js';
import type { Uploads } from '../documents/uploads.js';
import type { DenseSearch } from '../embedding/dense-search.js';
import { ingest, type IngestReport, type Source } from '../ingest/ingest.js';
import { SeenFiles } from '../ingest/seen-files.js';
import {
  corpusSnapshotAfter,
  loadCorpusSnapshot,
  EMPTY_CORPUS,
  type CorpusSnapshot,
} from './corpus-snapshot.js';
import type { RagMetrics } from '../telemetry/rag-metrics.js';
import { StoreUnavailable, type PassageStore } from '../store/passage-store.js';

/** Keeps the newest version of the documents at hand, and knows what is wrong with the folder that they come from. */
export class CorpusManager {
  snapshot: CorpusSnapshot = EMPTY_CORPUS;
  /** A sentence for the operator when the folder cannot be read in. */
  problem: string | undefined;
  /** Why a file cannot be read as it is now, by the name of its document. */
  unread: ReadonlyMap<string, string> = new Map();
  private lastJob: Promise<unknown> = Promise.resolve();
  private closed = false;
  private readonly seen = new SeenFiles();
  private compaction = new AbortController();
  private nextRefresh: Promise<IngestReport | undefined> | undefined;

  constructor(
    private readonly store: PassageStore,
    private readonly folder: string,
    private readonly uploads: Uploads,
    private readonly metrics: RagMetrics,
    private readonly logger: Logger,
    private readonly read: ReadDocument,
    private readonly dense?: DenseSearch,
  ) {}

  /** Makes what an earlier start has stored answerable. */
  async open(): Promise<void> {
    this.show(await loadCorpusSnapshot(this.store));
  }

  /**
   * Brings the store up to date with the folder and with what was handed in. One runs at a time; those that
   * are asked for meanwhile become one.
   * Never throws: what is wrong becomes `problem`, the last version stays, and there is no report.
   */
  refresh(): Promise<IngestReport | undefined> {
    if (!this.nextRefresh) {
      this.compaction.abort();
      this.nextRefresh = this.lastJob.then(() => {
        this.nextRefresh = undefined;
        return this.refreshNow();
      });
      this.lastJob = this.nextRefresh;
      this.compact();
      this.embedDocuments();
    }
    return this.nextRefresh;
  }

  /** Puts the index in order after a change, in the background; the next change goes first. */
  private compact(): void {
    this.compaction = new AbortController();
    const { signal } = this.compaction;
    this.lastJob = this.lastJob.then(async () => {
      const { snapshot } = this;
      try {
        this.snapshot = { ...snapshot, index: await snapshot.index.compacted(signal) };
      } catch (error) {
        if (!signal.aborted) this.logger.error({ err: error }, 'index not put in order');
      }
    });
  }

  /** Gives vectors to documents that have none, in the background and after what is under way; new documents go first. */
  embedDocuments(): void {
    const { dense } = this;
    if (!dense) return;
    const mayGoOn = () => !this.nextRefresh && !this.closed;
    this.lastJob = this.lastJob.then(() => dense.embedDocuments(this.snapshot, mayGoOn));
  }

  /** Resolves when nothing writes to the store any more. */
  async close(): Promise<void> {
    this.closed = true;
    this.compaction.abort();
    await this.lastJob;
  }

  private async refreshNow(): Promise<IngestReport | undefined> {
    try {
      const { report, unread, change } = await ingest({
        sources: this.sources(),
        store: this.store,
        known: this.snapshot.hashes,
        seen: this.seen,
        read: this.read,
      });
      if (change.written.length + change.removed.length > 0)
        this.show(await corpusSnapshotAfter(this.snapshot, change));
      this.unread = unread;
      this.report(report);
      return report;
    } catch (error) {
      this.problem = this.whyNotReadIn(error);
      this.logger.error({ err: error, folder: this.folder }, 'documents not read in');
      return undefined;
    }
  }

  private whyNotReadIn(error: unknown): string {
    if (error instanceof DocumentsUnavailable || error instanceof StoreUnavailable)
      return error.message;
    if (isDiskFull(error))
      return 'The disk of the document index is full. Answers come from the documents as they were; make room and hand them in again.';
    return `The documents in ${this.folder} could not be read in.`;
  }

  private sources(): Source[] {
    return [
      { folder: this.folder, prefix: '' },
      { folder: this.uploads.folder, prefix: HANDED_IN },
    ];
  }

  private show(snapshot: CorpusSnapshot): void {
    this.snapshot = snapshot;
    this.metrics.documents.set(snapshot.documents);
    this.metrics.passages.set(snapshot.index.passageCount);
  }

  private report({ skipped, ...counts }: IngestReport): void {
    this.problem =
      this.snapshot.documents === 0
        ? `There are no documents in ${this.folder}. Put Markdown, text, HTML, PDF, Office or other documents there and restart.`
        : undefined;
    for (const { name, reason } of skipped) {
      this.metrics.skippedFiles.inc();
      this.logger.warn({ file: name, reason }, 'document left out');
    }
    const { documents, index } = this.snapshot;
    const totals = { documents, passages: index.passageCount, skipped: skipped.length };
    if (this.problem) this.logger.warn({ folder: this.folder }, 'no documents found');
    this.logger.info({ ...counts, ...totals }, 'documents read in');
  }
}
