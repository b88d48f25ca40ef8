import { appendFile } from 'node:fs/promises';
import type { Logger } from '@parley/telemetry';

export interface AuditEntry {
  /** Name of the access token, subject of a signed one, or user of the command line. */
  who: string;
  action: 'uploaded' | 'deleted';
  document: string;
  /** Of the content, which itself is in no log; absent where it could not be read any more. */
  sha256: string | undefined;
}

/** Who changed which document and when: one line of JSON for each change, readable by its owner alone. */
export class AuditLog {
  private written: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** Resolves when the line is in the file; a full disk is logged and keeps nobody from a change. */
  record(entry: AuditEntry): Promise<void> {
    const line = `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`;
    this.written = this.written
      .then(() => appendFile(this.path, line, { mode: 0o600 }))
      .catch((err: unknown) => this.logger.error({ err }, 'audit log cannot be written'));
    return this.written;
  }
}
