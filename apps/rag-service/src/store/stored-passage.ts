import { z } from 'zod';

/** What stores give back is checked: somebody else may have written it. */

const heading = z.array(z.string());
const items = z.array(z.string());
export const StoredBlocks = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('paragraph'), heading, text: z.string() }),
    z.object({ kind: z.literal('list'), heading, items }),
    z.object({ kind: z.literal('steps'), heading, items }),
    z.object({ kind: z.literal('table'), heading, header: items, rows: z.array(items) }),
    z.object({ kind: z.literal('code'), heading, text: z.string() }),
    z.object({ kind: z.literal('metadata'), heading, rows: z.array(items) }),
  ]),
);
