import { z } from 'zod';

/** How the engine samples; a cascade ignores it. Ranges are wide, but they end. */
export const Sampling = z.object({
  textTemperature: z.number().min(0).max(5).default(0.7),
  textTopK: z.number().int().min(0).max(32_000).default(25),
  audioTemperature: z.number().min(0).max(5).default(0.8),
  audioTopK: z.number().int().min(0).max(2_048).default(250),
  seed: z.number().int().optional(),
});
export type Sampling = z.infer<typeof Sampling>;

export const Utterance = z.object({ role: z.enum(['user', 'assistant']), text: z.string() });
export type Utterance = z.infer<typeof Utterance>;

/** What a frame of a session holds between codec and engine. */
export const FrameFormat = z.enum(['pcm', 'codes']);
export type FrameFormat = z.infer<typeof FrameFormat>;

/** Asks a worker for a slot. One message for all roles; each reads what it needs. */
export const OpenSession = z.object({
  sessionId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  format: FrameFormat,
  /** A name from the engine's own list of voices. */
  voice: z.string(),
  /** The text prompt: who the voice is to be. */
  persona: z.string(),
  sampling: Sampling,
  /** What was said before, when a session is rebuilt on another worker. */
  history: z.array(Utterance),
});
export type OpenSession = z.infer<typeof OpenSession>;

export const OpenReply = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), workerId: z.string() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(['full', 'draining', 'bad-request', 'failed']),
    message: z.string(),
    retryable: z.boolean(),
  }),
]);
export type OpenReply = z.infer<typeof OpenReply>;
