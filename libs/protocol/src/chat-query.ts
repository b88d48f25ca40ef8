import { z } from 'zod';

const optionalNumber = (schema: z.ZodNumber) =>
  z.preprocess(
    (text) => (text === undefined || text === '' ? undefined : Number(text)),
    schema.optional(),
  );
const flag = z.preprocess((text) => text === '1' || text === 'true' || text === '', z.boolean());

/**
 * Query parameters of `/api/chat`, named as PersonaPlex and Moshi clients send them.
 * What those clients send and we have no use for (`email`, `worker_auth_id`, `pad_mult`, ...) is ignored.
 */
export const ChatQuery = z.object({
  text_prompt: z.string().max(8_000).optional(),
  voice_prompt: z.string().max(200).optional(),
  text_temperature: optionalNumber(z.number().min(0).max(5)),
  text_topk: optionalNumber(z.number().int().min(0).max(32_000)),
  audio_temperature: optionalNumber(z.number().min(0).max(5)),
  audio_topk: optionalNumber(z.number().int().min(0).max(2_048)),
  seed: optionalNumber(z.number().int()),
  protocol: z.enum(['parley', 'moshi']).default('parley'),
  /** Form of the audio sent to the client. */
  audio: z.enum(['ogg', 'opus']).default('ogg'),
  meta: flag.default(false),
  resume: z.string().max(200).optional(),
  token: z.string().max(4_000).optional(),
});
export type ChatQuery = z.infer<typeof ChatQuery>;

/** WebSocket close codes of `/api/chat` (RFC 6455 section 7.4 and the IANA registry). */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  malformed: 1007,
  policy: 1008,
  tooBig: 1009,
  internal: 1011,
  serviceRestart: 1012,
  tryAgainLater: 1013,
} as const;
