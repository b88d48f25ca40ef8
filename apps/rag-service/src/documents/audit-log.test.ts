import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentsRequest } from '@parley/protocol';
import { createLogger } from '@parley/telemetry';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { AuditLog } from './audit-log.js';
import { AuditedDocuments } from './audited-documents.js';
import { DocumentsHandler } from './documents-handler.js';
import { readDocument } from './reader.js';
import { Uploads } from './uploads.js';

let file: string;
let documents: AuditedDocuments;

beforeEach(async () => {
  const folder = await temporaryFolder();
  file = join(folder, 'audit.log');
  const uploads = await Uploads.open(join(folder, 'handed-in'), readDocument);
  const handler = new DocumentsHandler(uploads, undefined as never, async () => undefined);
  documents = new AuditedDocuments(
    handler,
    uploads,
    new AuditLog(file, createLogger('test', 'silent')),
  );
});

const upload = crypto.randomUUID();
const piece = (text: string, offset: number, last: boolean, more = {}): DocumentsRequest => ({
  ...{ type: 'piece', upload, name: 'plan.md', offset, last, by: 'ann from 192.0.2.7' },
  ...{ base64: Buffer.from(text).toString('base64'), ...more },
});
const entries = async () =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

it('tells who changed which document and when, by its hash and not by its content', async () => {
  await documents.handle(piece('The secret', 0, false));
  await documents.handle(piece(' plan', 10, true));
  await documents.handle({ type: 'remove', names: ['plan.md', 'never.md'], by: 'bob' });
  const sha256 = createHash('sha256').update('The secret plan').digest('hex');
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(await entries()).toEqual([
    { time, who: 'ann from 192.0.2.7', action: 'uploaded', document: 'plan.md', sha256 },
    { time, who: 'bob', action: 'deleted', document: 'plan.md', sha256 },
  ]);
  expect(await readFile(file, 'utf8')).not.toContain('secret');
  expect((await stat(file)).mode & 0o077).toBe(0);
});

it('has no line for what did not come about', async () => {
  await documents.handle(piece('x', 0, true, { name: '../etc/passwd.md' }));
  await documents.handle(piece('x', 7, true));
  await documents.handle({ type: 'remove', names: ['../../etc/passwd'], by: 'bob' });
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

it('keeps nobody from a change when it cannot be written', async () => {
  const uploads = await Uploads.open(await temporaryFolder(), readDocument);
  const handler = new DocumentsHandler(uploads, undefined as never, async () => undefined);
  const audit = new AuditLog('/proc/no-such-folder/audit.log', createLogger('test', 'silent'));
  const reply = await new AuditedDocuments(handler, uploads, audit).handle(piece('x', 0, true));
  expect(reply).toEqual({ type: 'done' });
});
