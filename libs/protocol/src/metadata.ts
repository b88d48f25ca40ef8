import { z } from 'zod';

/** What the 0x04 messages of `/api/chat` say. Clients ask for them with `?meta=1`. */

export const Citation = z.object({
  /** Identifier of the document in the index, e.g. `vpn-setup.md`. */
  document: z.string(),
  title: z.string(),
  /** Relevance from 0 to 1. */
  score: z.number().min(0).max(1),
  /** The sentence or passage that supports the answer. */
  passage: z.string().optional(),
});
export type Citation = z.infer<typeof Citation>;

/** Milliseconds from the end of the person's speech until each stage was done. */
export const TurnLatency = z.object({
  /** The end of the turn was decided. */
  endOfTurn: z.number(),
  /** The final transcript was there. */
  transcript: z.number(),
  /** The first sentence of the answer was there. */
  answer: z.number(),
  /** The first clause was synthesised. */
  voice: z.number(),
  /** The first frame of it left the engine. */
  firstFrame: z.number(),
});
export type TurnLatency = z.infer<typeof TurnLatency>;

export const Metadata = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('session'),
    sessionId: z.string(),
    /** Given back as `?resume=` within `resumeMs` after a lost connection, it continues this session. */
    resumeToken: z.string(),
    resumeMs: z.number(),
    resumed: z.boolean(),
    engine: z.string(),
    voice: z.string(),
  }),
  z.object({
    type: z.literal('queue'),
    position: z.number().int(),
    estimateSeconds: z.number().optional(),
  }),
  z.object({
    type: z.literal('transcript'),
    role: z.enum(['user', 'assistant']),
    turn: z.number().int(),
    /** All of this side's text in this turn so far. */
    text: z.string(),
    final: z.boolean(),
  }),
  z.object({
    type: z.literal('citations'),
    turn: z.number().int(),
    grounded: z.boolean(),
    citations: z.array(Citation),
  }),
  z.object({ type: z.literal('timings'), turn: z.number().int(), latencyMs: TurnLatency }),
  z.object({
    type: z.literal('state'),
    state: z.enum(['listening', 'hearing', 'thinking', 'speaking']),
  }),
  /** The person spoke over the voice: whatever is buffered for playback is to be dropped. */
  z.object({ type: z.literal('interrupted'), turn: z.number().int() }),
  /** Something failed and the session goes on. */
  z.object({ type: z.literal('notice'), message: z.string() }),
]);
export type Metadata = z.infer<typeof Metadata>;
