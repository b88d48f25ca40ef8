import { z } from 'zod';
import { Citation, TurnLatency } from './metadata.js';
import { FrameFormat, Utterance } from './session.js';

/** What the JSON messages on the bus hold; the table of subjects says which travels where. */

export const WorkerRole = z.enum(['codec', 'lm', 'asr', 'rag']);
export type WorkerRole = z.infer<typeof WorkerRole>;

/** What a worker tells the registry about itself, once a second. */
export const WorkerRecord = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  role: WorkerRole,
  status: z.enum(['starting', 'ready', 'draining']),
  /** What it runs, in a few words for a status line: "cascade, Flite slt". */
  detail: z.string(),
  capacity: z.number().int().min(0),
  sessions: z.number().int().min(0),
  /** Share of the real-time budget in use: p95 of the step time over 80 ms. */
  load: z.number().min(0),
  /** `lm` only: the engine's name, the frames it takes and the voices it has. */
  engine: z.string().optional(),
  format: FrameFormat.optional(),
  voices: z.array(z.string()).optional(),
  /** `lm` only: the engine cannot work without a recogniser beside it. */
  needsTranscripts: z.boolean().optional(),
  /** `lm` only: a recogniser beside it would be of no use. */
  ignoresTranscripts: z.boolean().optional(),
  /** `codec` only: the forms of frames it can carry; `codes` takes a Mimi model. */
  formats: z.array(FrameFormat).optional(),
  /** `rag` only: whether it finds passages by meaning as well, or prepares for that; absent where it cannot. */
  meaning: z.enum(['preparing', 'ready']).optional(),
  startedAt: z.number(),
});
export type WorkerRecord = z.infer<typeof WorkerRecord>;

/** What the user seems to have said in all of a turn. */
const Heard = z.object({
  /** Lower-case words; empty when there was a sound but no words in it. */
  text: z.string(),
  /** The text as people write it, with punctuation and capitals; absent where the recogniser gives words alone. */
  display: z.string().optional(),
  /** What another decoder made of the same audio, where it differs: the second of two hypotheses. */
  alternative: z.string().optional(),
  /** False when general English fits far better than the words of the documents. */
  inDomain: z.boolean(),
  /** False when much of the text was a guess, or it was made in too little time: it is asked back, not answered. */
  isSure: z.boolean().optional(),
});
export type Heard = z.infer<typeof Heard>;

/** From the recogniser: turns and transcripts of the user. Times are milliseconds since the epoch, by the gateway's clock. */
export const TranscriptEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('speech-start'), turn: z.number().int(), startedAt: z.number() }),
  z.object({ type: z.literal('partial'), turn: z.number().int(), text: z.string() }),
  z.object({
    type: z.literal('final'),
    turn: z.number().int(),
    ...Heard.shape,
    /** Arrival of the last voiced audio, of the verdict that the turn is over, and of the transcript. */
    speechEndedAt: z.number(),
    turnEndedAt: z.number(),
    recognizedAt: z.number(),
  }),
]);
export type TranscriptEvent = z.infer<typeof TranscriptEvent>;
/** The end of a user's turn, with what was said in it. */
export type FinalTranscript = Extract<TranscriptEvent, { type: 'final' }>;

/**
 * From the recogniser, at a pause that may be the end of the turn: what its final transcript would say, so that an answer can be
 * prepared. The final may still say something else, and then nothing of this counts.
 */
export const Preflight = z.object({
  turn: z.number().int(),
  /** Absent when the user speaks on: the pause was not the end. */
  heard: Heard.optional(),
});
export type Preflight = z.infer<typeof Preflight>;

/** From the engine: what the agent does. */
export const AgentEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('state'),
    state: z.enum(['listening', 'hearing', 'thinking', 'speaking']),
  }),
  /** What has been spoken aloud in this turn so far, nothing that was not. */
  z.object({
    type: z.literal('transcript'),
    turn: z.number().int(),
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
  z.object({ type: z.literal('interrupted'), turn: z.number().int() }),
]);
export type AgentEvent = z.infer<typeof AgentEvent>;

export const ControlEvent = z.discriminatedUnion('type', [
  /** Sent every few seconds; a worker that hears none for 30 s lets the slot go. */
  z.object({ type: z.literal('keepalive') }),
  z.object({ type: z.literal('interrupt') }),
  z.object({ type: z.literal('close'), reason: z.string() }),
]);
export type ControlEvent = z.infer<typeof ControlEvent>;

/** A worker cannot go on with this session, or has a warning about it. */
export const FaultEvent = z.object({
  workerId: z.string(),
  role: WorkerRole,
  message: z.string(),
  fatal: z.boolean(),
});
export type FaultEvent = z.infer<typeof FaultEvent>;

export const AskRequest = z.object({
  /** Over 4,000 characters the answer is a sentence that says so. */
  question: z.string(),
  history: z.array(Utterance),
  /** The other hypothesis of a spoken question: words that both hold count for more. */
  alternative: z.string().optional(),
  /** What the recogniser thinks; `false` makes a refusal likelier. */
  inDomain: z.boolean().default(true),
  persona: z.string().default(''),
  /** Ask for `ranking` in the answer, for evaluation. */
  withRanking: z.boolean().default(false),
  /** Whoever asks can perform an `act`; else what is said is answered like any question. */
  canAct: z.boolean().optional(),
  /** Nobody has asked this yet, and perhaps nobody will: it is neither counted nor traced until `answerGiven` says so. */
  isAhead: z.boolean().optional(),
});
export type AskRequest = z.input<typeof AskRequest>;

/**
 * What the agent is to do in place of an answer from the documents: give the last reply again, spell what is hard in it, go on with
 * what was interrupted, speak more slowly, faster, more loudly or more quietly from now on, be silent, be silent until it is spoken to.
 */
export const SpeechAct = z.enum([
  'repeat',
  'spell',
  'continue',
  'slower',
  'faster',
  'louder',
  'quieter',
  'stop',
  'wait',
]);
export type SpeechAct = z.infer<typeof SpeechAct>;

const AnswerDone = z.object({
  type: z.literal('done'),
  /** False for a refusal. */
  grounded: z.boolean(),
  /** Best passages first, whether or not a sentence used them. */
  citations: z.array(Citation),
  /** On request: the documents that fit best, best first, whether or not they are good enough to answer from. */
  ranking: z.array(Citation).optional(),
  answeredBy: z.enum([
    'extractive',
    'ollama',
    'refusal',
    'smalltalk',
    'clarification',
    'act',
    'safety',
  ]),
  retrievalMs: z.number(),
  totalMs: z.number(),
});
export type AnswerDone = z.infer<typeof AnswerDone>;

/** The answer, streamed: sentences as they are ready, then `done` or `failed`. */
export const AnswerPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('sentence'), text: z.string(), citations: z.array(Citation) }),
  /** Alone before `done`: what was said is a command about the conversation. The engine has the words for it. */
  z.object({ type: z.literal('act'), act: SpeechAct }),
  AnswerDone,
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type AnswerPart = z.infer<typeof AnswerPart>;

/** Whether nothing more of an answer comes after this part. */
export function endsAnswer({ type }: AnswerPart): boolean {
  return type === 'done' || type === 'failed';
}

/** An answer that was asked for ahead is now given: it counts like any other. */
export const AnswerGiven = z.object({
  /** When it was asked for, in milliseconds since the epoch. */
  askedAt: z.number(),
  done: AnswerDone,
});
export type AnswerGiven = z.infer<typeof AnswerGiven>;

/** The documents' text for the recogniser's language model, a page at a time. */
export const CorpusRequest = z.object({ offset: z.number().int().min(0) });
export const CorpusReply = z.object({
  version: z.string(),
  documents: z.array(z.object({ title: z.string(), text: z.string() })),
  nextOffset: z.number().int().nullable(),
});
export type CorpusReply = z.infer<typeof CorpusReply>;

export const CorpusChanged = z.object({ version: z.string(), documents: z.number().int() });
export type CorpusChanged = z.infer<typeof CorpusChanged>;

export const Ping = z.object({
  /** Asks besides whether this session has a slot there, and counts as its keep-alive. */
  sessionId: z.string().optional(),
});
export const Pong = z.object({
  /** The answer, where a session was asked for. */
  holdsSession: z.boolean().optional(),
});

/** Asks the gateway that has a session to bring its record up to date and to let go of it. */
export const HandOver = z.object({});

/** The clients that wait at one gateway; sent on every change and once a second. */
export const QueueReport = z.object({
  gatewayId: z.string(),
  waiting: z.array(
    z.object({
      id: z.string(),
      /** When it came, in milliseconds since the epoch: the order of all gateways' queues together. */
      since: z.number(),
      /** It waits for a place at its own gateway, and holds up nobody at another. */
      isBlocked: z.boolean(),
    }),
  ),
});
export type QueueReport = z.infer<typeof QueueReport>;
