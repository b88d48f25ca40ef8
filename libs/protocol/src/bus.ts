import { z } from 'zod';
import { DocumentsReply, DocumentsRequest } from './documents.js';
import { Citation, TurnLatency } from './metadata.js';
import { FrameFormat, OpenReply, OpenSession, Utterance } from './session.js';

/**
 * Every subject on the bus, with who publishes it, who listens and what a message holds.
 * Audio and text pieces are raw bytes; everything else is JSON, parsed with the schema named here.
 */

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

/** From the recogniser: turns and transcripts of the user. Times are milliseconds since the epoch, by the gateway's clock. */
export const TranscriptEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('speech-start'), turn: z.number().int(), startedAt: z.number() }),
  z.object({ type: z.literal('partial'), turn: z.number().int(), text: z.string() }),
  z.object({
    type: z.literal('final'),
    turn: z.number().int(),
    /** Empty when there was a sound but no words in it. */
    text: z.string(),
    /** What another decoder made of the same audio, where it differs: the second of two hypotheses. */
    alternative: z.string().optional(),
    /** False when general English fits far better than the words of the documents. */
    inDomain: z.boolean(),
    /** Arrival of the last voiced audio, of the verdict that the turn is over, and of the transcript. */
    speechEndedAt: z.number(),
    turnEndedAt: z.number(),
    recognizedAt: z.number(),
  }),
]);
export type TranscriptEvent = z.infer<typeof TranscriptEvent>;
/** The end of a user's turn, with what was said in it. */
export type FinalTranscript = Extract<TranscriptEvent, { type: 'final' }>;

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
});
export type AskRequest = z.input<typeof AskRequest>;

/** The answer, streamed: sentences as they are ready, then `done` or `failed`. */
export const AnswerPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('sentence'), text: z.string(), citations: z.array(Citation) }),
  z.object({
    type: z.literal('done'),
    /** False for a refusal. */
    grounded: z.boolean(),
    /** Best passages first, whether or not a sentence used them. */
    citations: z.array(Citation),
    /** On request: the documents that fit best, best first, whether or not they are good enough to answer from. */
    ranking: z.array(Citation).optional(),
    answeredBy: z.enum(['extractive', 'ollama', 'refusal', 'smalltalk']),
    retrievalMs: z.number(),
    totalMs: z.number(),
  }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type AnswerPart = z.infer<typeof AnswerPart>;

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

type Payload = 'opus packets' | 'pcm frame' | 'codes frame' | 'utf-8' | z.ZodType;

export interface SubjectRow {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly payload: Payload;
  readonly reply?: z.ZodType;
  readonly meaning: string;
}

/**
 * The version of what travels on the bus. Every subject begins with it and every bucket's name ends with it, so that
 * services of two versions on one NATS server never meet. It changes with any subject or payload below.
 */
export const BUS_VERSION = 'v2';

/** `<sid>` is a session id, `<wid>` a worker id. */
export const SUBJECTS = {
  opusIn: {
    subject: 'v2.voice.<sid>.opus.in',
    from: 'gateway',
    to: 'codec-worker',
    payload: 'opus packets',
    meaning:
      'the Opus packets from the person that complete a frame, each after its length, a little-endian u16',
  },
  opusOut: {
    subject: 'v2.voice.<sid>.opus.out',
    from: 'codec-worker',
    to: 'gateway',
    payload: 'opus packets',
    meaning: 'the Opus packets (20 ms) of one frame to the person, likewise',
  },
  pcmIn: {
    subject: 'v2.voice.<sid>.pcm.in',
    from: 'codec-worker',
    to: 'asr-worker, lm-worker (format pcm)',
    payload: 'pcm frame',
    meaning: '1920 samples of what the person said',
  },
  pcmOut: {
    subject: 'v2.voice.<sid>.pcm.out',
    from: 'lm-worker (format pcm)',
    to: 'codec-worker',
    payload: 'pcm frame',
    meaning: '1920 samples of what the voice says, silence included',
  },
  codesIn: {
    subject: 'v2.voice.<sid>.codes.in',
    from: 'codec-worker',
    to: 'lm-worker (format codes)',
    payload: 'codes frame',
    meaning: 'Mimi codes of one frame of the person: a little-endian u16 for each codebook',
  },
  codesOut: {
    subject: 'v2.voice.<sid>.codes.out',
    from: 'lm-worker (format codes)',
    to: 'codec-worker',
    payload: 'codes frame',
    meaning: 'Mimi codes of one frame of the voice, likewise',
  },
  textOut: {
    subject: 'v2.voice.<sid>.text.out',
    from: 'lm-worker',
    to: 'gateway',
    payload: 'utf-8',
    meaning: 'a piece of text, at the time it is spoken',
  },
  transcript: {
    subject: 'v2.voice.<sid>.transcript',
    from: 'asr-worker',
    to: 'lm-worker, gateway',
    payload: TranscriptEvent,
    meaning: 'turns and transcripts of the user',
  },
  agent: {
    subject: 'v2.voice.<sid>.agent',
    from: 'lm-worker',
    to: 'gateway',
    payload: AgentEvent,
    meaning: 'state, transcript, citations and timings of the agent',
  },
  control: {
    subject: 'v2.voice.<sid>.control',
    from: 'gateway',
    to: 'codec-worker, asr-worker, lm-worker',
    payload: ControlEvent,
    meaning: 'keep-alive, interruption by hand, end of the session',
  },
  fault: {
    subject: 'v2.voice.<sid>.fault',
    from: 'any worker',
    to: 'gateway',
    payload: FaultEvent,
    meaning: 'a worker cannot serve this session',
  },
  open: {
    subject: 'v2.worker.<wid>.open',
    from: 'gateway',
    to: 'that worker',
    payload: OpenSession,
    reply: OpenReply,
    meaning: 'claim a slot',
  },
  ping: {
    subject: 'v2.worker.<wid>.ping',
    from: 'gateway',
    to: 'that worker',
    payload: Ping,
    reply: Pong,
    meaning:
      'whether it is there, and has a certain session; the bus itself answers at once when nobody is',
  },
  handOver: {
    subject: 'v2.voice.<sid>.hand-over',
    from: 'gateway',
    to: 'gateway',
    payload: HandOver,
    reply: HandOver,
    meaning: 'the client of this session has come to another gateway: write its record and let go',
  },
  queue: {
    subject: 'v2.gateway.queue',
    from: 'gateway',
    to: 'gateway',
    payload: QueueReport,
    meaning: 'who waits at one gateway, for the one order of all',
  },
  ask: {
    subject: 'v2.rag.ask',
    from: 'lm-worker, gateway, cli',
    to: 'one rag-service',
    payload: AskRequest,
    reply: AnswerPart,
    meaning: 'a question; the reply is a stream',
  },
  corpus: {
    subject: 'v2.rag.corpus',
    from: 'asr-worker',
    to: 'one rag-service',
    payload: CorpusRequest,
    reply: CorpusReply,
    meaning: 'text of the documents, for the recogniser',
  },
  documents: {
    subject: 'v2.worker.<wid>.documents',
    from: 'gateway, cli',
    to: 'that rag-service',
    payload: DocumentsRequest,
    reply: DocumentsReply,
    meaning: 'hand documents in, list or remove them',
  },
  warmUp: {
    subject: 'v2.warm-up.<wid>',
    from: 'gateway, codec-worker, lm-worker',
    to: 'gateway, codec-worker, lm-worker',
    payload: 'pcm frame',
    meaning: 'frames that a service sends to itself before it is ready',
  },
  corpusChanged: {
    subject: 'v2.rag.corpus.changed',
    from: 'rag-service',
    to: 'asr-worker',
    payload: CorpusChanged,
    meaning: 'the documents are others now',
  },
} as const satisfies Record<string, SubjectRow>;

export type SubjectName = keyof typeof SUBJECTS;

/** Fills a row's subject in: `subjectOf('pcmIn', sid)`. */
export function subjectOf(name: SubjectName, id = ''): string {
  return SUBJECTS[name].subject.replace(/<[sw]id>/, id);
}

/** Headers of messages: the first two of every audio message, the third of JSON that belongs to traced work. */
export const HEADERS = {
  /** Number of the frame, or of the first packet, in its session, from 0; far below after another gateway took over. */
  sequence: 'Parley-Seq',
  /** When the newest audio in it arrived at the gateway, in milliseconds since the epoch. */
  arrivedAt: 'Parley-Arrived-At',
  /** W3C trace context. */
  traceparent: 'traceparent',
} as const;
