import type { z } from 'zod';
import {
  AgentEvent,
  AnswerGiven,
  AnswerPart,
  AskRequest,
  ControlEvent,
  CorpusChanged,
  CorpusReply,
  CorpusRequest,
  FaultEvent,
  HandOver,
  Ping,
  Pong,
  Preflight,
  QueueReport,
  TranscriptEvent,
} from './bus-messages.js';
import { DocumentsReply, DocumentsRequest } from './documents.js';
import { OpenReply, OpenSession } from './session.js';

/**
 * Every subject on the bus, with who publishes it, who listens and what a message holds.
 * Audio and text pieces are raw bytes; everything else is JSON, parsed with the schema named here.
 */

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
  preflight: {
    subject: 'v2.voice.<sid>.preflight',
    from: 'asr-worker',
    to: 'lm-worker',
    payload: Preflight,
    meaning: 'what may prove to be all of a turn, so that an answer can be prepared',
  },
  agent: {
    subject: 'v2.voice.<sid>.agent',
    from: 'lm-worker',
    to: 'gateway, asr-worker',
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
  answerGiven: {
    subject: 'v2.rag.answer-given',
    from: 'lm-worker',
    to: 'one rag-service',
    payload: AnswerGiven,
    meaning: 'an answer that was asked for ahead is given to somebody',
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
