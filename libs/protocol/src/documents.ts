import { z } from 'zod';

/** A file is sent in pieces of at most this many bytes, so that a message stays well below what NATS carries. */
export const DOCUMENT_PIECE_BYTES = 256 * 1024;
/** Larger files are no articles; reading them in would hold everything up. */
export const LARGEST_DOCUMENT_BYTES = 8 * 1024 * 1024;
/** Goes before the names of documents that were handed in, in the index and in citations. */
export const HANDED_IN = 'handed-in/';

const Name = z.string().min(1).max(255);
const Upload = z.uuid();
/** Who wants the change, for the audit log. */
const By = z.string().max(200).optional();

/** What is to be done with the documents that were handed in over the bus. */
export const DocumentsRequest = z.discriminatedUnion('type', [
  /** A piece of a file, in order. The file replaces one of the same name once its last piece is there. */
  z.object({
    type: z.literal('piece'),
    upload: Upload,
    name: Name,
    offset: z.number().int().min(0),
    base64: z.string().max(2 * DOCUMENT_PIECE_BYTES),
    last: z.boolean(),
    by: By,
  }),
  /** The rest of that file will not come. */
  z.object({ type: z.literal('discard'), upload: Upload }),
  z.object({ type: z.literal('remove'), names: z.array(Name).max(1_000), by: By }),
  /** All documents, a page at a time. */
  z.object({ type: z.literal('list'), offset: z.number().int().min(0) }),
  /** Makes what was handed in or removed count for answers. */
  z.object({ type: z.literal('refresh') }),
]);
export type DocumentsRequest = z.infer<typeof DocumentsRequest>;

const count = z.number().int().min(0);

export const DocumentRow = z.object({
  /** Without {@link HANDED_IN}. */
  name: z.string(),
  title: z.string(),
  /** 0 for one that could not be read. */
  passages: count,
  /** Others are from the folder of the service, and are taken away there. */
  handedIn: z.boolean(),
  /** Why the file as it is now cannot be read; goes well after its name. What answers, if anything, is the version before. */
  problem: z.string().optional(),
});
export type DocumentRow = z.infer<typeof DocumentRow>;

export const DocumentsReply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done') }),
  /** `reason` goes well after the file's name; `fault` is whose it is. */
  z.object({
    type: z.literal('rejected'),
    reason: z.string(),
    fault: z.enum(['document', 'service']),
  }),
  /** The names that were there. */
  z.object({ type: z.literal('removed'), names: z.array(z.string()) }),
  z.object({
    type: z.literal('list'),
    documents: z.array(DocumentRow),
    nextOffset: count.nullable(),
  }),
  z.object({
    type: z.literal('refreshed'),
    added: count,
    changed: count,
    removed: count,
    unchanged: count,
    skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
    documents: count,
    passages: count,
  }),
]);
export type DocumentsReply = z.infer<typeof DocumentsReply>;
