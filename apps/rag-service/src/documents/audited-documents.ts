import { createHash, type Hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentsReply, DocumentsRequest } from '@parley/protocol';
import type { AuditLog } from './audit-log.js';
import type { DocumentsHandler } from './documents-handler.js';
import { contentHash } from './folder.js';
import type { Uploads } from './uploads.js';

type Piece = Extract<DocumentsRequest, { type: 'piece' }>;

/** Uploads whose last piece never comes are forgotten beyond so many. */
const UPLOADS_AT_ONCE = 1_000;
const NOBODY_SAYS = 'unknown';

/** Serves requests about documents, and keeps an audit log of the changes that came about. */
export class AuditedDocuments {
  private readonly hashes = new Map<string, Hash>();

  constructor(
    private readonly handler: Pick<DocumentsHandler, 'handle'>,
    private readonly uploads: Pick<Uploads, 'folder' | 'list'>,
    private readonly audit: AuditLog,
  ) {}

  async handle(request: DocumentsRequest): Promise<DocumentsReply> {
    if (request.type === 'piece') return this.take(request);
    if (request.type === 'remove') return this.remove(request);
    if (request.type === 'discard') this.hashes.delete(request.upload);
    return this.handler.handle(request);
  }

  private async take(piece: Piece): Promise<DocumentsReply> {
    const { upload, name: document, base64, last, by: who = NOBODY_SAYS } = piece;
    const hash = this.hashes.get(upload) ?? createHash('sha256');
    hash.update(Buffer.from(base64, 'base64'));
    this.keep(upload, hash);
    const reply = await this.handler.handle(piece);
    if (last || reply.type !== 'done') this.hashes.delete(upload);
    if (last && reply.type === 'done')
      await this.audit.record({ who, action: 'uploaded', document, sha256: hash.digest('hex') });
    return reply;
  }

  private async remove(
    request: Extract<DocumentsRequest, { type: 'remove' }>,
  ): Promise<DocumentsReply> {
    const hashes = await this.hashesOf(request.names);
    const reply = await this.handler.handle(request);
    const removed = reply.type === 'removed' ? reply.names : [];
    const { by: who = NOBODY_SAYS } = request;
    for (const document of removed)
      await this.audit.record({ who, action: 'deleted', document, sha256: hashes.get(document) });
    return reply;
  }

  /** Of those that are there: the names come from outside, and are no paths before they are found in the list. */
  private async hashesOf(names: readonly string[]): Promise<Map<string, string>> {
    const wanted = new Set(names);
    const hashes = new Map<string, string>();
    for (const name of (await this.uploads.list()).filter((each) => wanted.has(each))) {
      const content = await readFile(join(this.uploads.folder, name)).catch(() => undefined);
      if (content) hashes.set(name, contentHash(content));
    }
    return hashes;
  }

  private keep(upload: string, hash: Hash): void {
    this.hashes.set(upload, hash);
    const [oldest] = this.hashes.keys();
    if (this.hashes.size > UPLOADS_AT_ONCE && oldest !== undefined) this.hashes.delete(oldest);
  }
}
