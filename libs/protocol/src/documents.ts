import { z } from 'zod';

/** A file is sent in pieces of at most this many bytes, so that a message stays well below what NATS carries. */
export const DOCUMENT_PIECE_BYTES = 256 * 1024;

const Name = z.string().min(1).max(255);

/** What is to be done with the documents that were handed in over the bus. */
export const DocumentsRequest = z.discriminatedUnion('type', [
  /** A piece of a file, in order. The file replaces one of the same name once its last piece is there. */
  z.object({
    type: z.literal('piece'),
    upload: z.uuid(),
    name: Name,
    offset: z.number().int().min(0),
    base64: z.string().max(2 * DOCUMENT_PIECE_BYTES),
    last: z.boolean(),
  }),
  z.object({ type: z.literal('remove'), names: z.array(Name).max(1_000) }),
  z.object({ type: z.literal('list') }),
  /** Makes what was handed in or removed count for answers. */
  z.object({ type: z.literal('refresh') }),
]);
export type DocumentsRequest = z.infer<typeof DocumentsRequest>;

const count = z.number().int().min(0);

export const DocumentsReply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done') }),
  /** `reason` goes well after the file's name. */
  z.object({ type: z.literal('refused'), reason: z.string() }),
  z.object({ type: z.literal('names'), names: z.array(z.string()) }),
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
