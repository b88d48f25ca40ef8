import { z } from 'zod';
import { FrameFormat, Sampling, Utterance } from './session.js';

/** The roles that hold a slot of a session. */
export const SlotRole = z.enum(['lm', 'codec', 'asr']);
export type SlotRole = z.infer<typeof SlotRole>;

/** What the person asked for. */
export const SessionOptions = z.object({
  voice: z.string().optional(),
  persona: z.string(),
  sampling: Sampling,
});
export type SessionOptions = z.infer<typeof SessionOptions>;

/** The workers of a session, and what another one in place of one of them has to know. */
export const Placement = z.object({
  engine: z.string(),
  voice: z.string(),
  format: FrameFormat,
  needs: z.object({
    needsTranscripts: z.boolean().optional(),
    ignoresTranscripts: z.boolean().optional(),
  }),
  workers: z.partialRecord(SlotRole, z.string()),
});
export type Placement = z.infer<typeof Placement>;

/** What both sides have said so far, and where the numbers of the turns are. */
export const TranscriptRecord = z.object({
  utterances: z.array(Utterance),
  /** What the voice has said of an answer that is not finished. */
  unfinished: z.string(),
  firstTurn: z.number().int(),
  nextTurn: z.number().int(),
});
export type TranscriptRecord = z.infer<typeof TranscriptRecord>;

/** All that a gateway needs to go on with a session that another one had. */
export const SessionRecord = z.object({
  sessionId: z.string(),
  /** Digest of whoever opened it; empty where no access token is wanted. */
  owner: z.string(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  /** How many gateways have taken it from another one. */
  takeOvers: z.number().int(),
  options: SessionOptions,
  /** The subjects that its workers listen on; differs from `sessionId` once it has moved. */
  bindingId: z.string(),
  placement: Placement,
  transcript: TranscriptRecord,
});
export type SessionRecord = z.infer<typeof SessionRecord>;
