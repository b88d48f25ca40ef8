import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from '../logger.js';

/** Says once that the collector takes no spans, and once that it takes them again. Spans that it does not take are lost. */
export class PatientExporter implements SpanExporter {
  private isFailing = false;

  constructor(
    private readonly collector: SpanExporter,
    private readonly logger: Logger,
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.collector.export(spans, (result) => {
      this.note(result);
      // The processor behind would only report the same once more, for every batch.
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  shutdown(): Promise<void> {
    return this.collector.shutdown();
  }

  private note({ code, error }: ExportResult): void {
    const failed = code === ExportResultCode.FAILED;
    if (failed && !this.isFailing)
      this.logger.warn({ err: error }, 'collector takes no traces; nothing else is harmed');
    if (!failed && this.isFailing) this.logger.info('collector takes traces again');
    this.isFailing = failed;
  }
}
