import { Inject, Injectable } from '@nestjs/common';
import { Bus, RequestFailed, WorkerRegistry, type Traced } from '@parley/bus';
import type { GatewayEnv } from '@parley/config';
import type {
  OpenReply,
  OpenSession,
  Placement,
  SlotRole,
  Utterance,
  SessionOptions,
  WorkerRecord,
} from '@parley/protocol';
import { markFailed, messageAttributes, traced, traceparentOf } from '@parley/telemetry';
import { codecsFor, enginesWithCodec, NO_MIMI } from './formats.js';
import { SessionRejected } from '../session/session-rejected.js';
import { GATEWAY_ENV } from '../tokens.js';
import { chooseVoice, enginesFor, voicesOf } from './voices.js';

/** Those that keep nothing of the conversation, so that another can take their place beside the same engine. */
export type ReplaceableRole = Exclude<SlotRole, 'lm'>;

/** What a binding needs its workers for. */
type PlacementNeeds = { readonly options: SessionOptions; readonly history: Utterance[] } & Traced;

/** How long a worker may take to answer a claim, and the work that the claim is part of. */
type Claiming = { readonly claimMs: number; readonly wanted?: AbortSignal | undefined } & Traced;

export interface OpeningLimits {
  readonly claimMs?: number;
  /** Aborted when nobody waits for the session any more. */
  readonly wanted?: AbortSignal | undefined;
}

/** What a session's other workers have to know of its engine. */
type EngineNeeds = Placement['needs'];

/** An engine may feed its prompts before it answers; the others only set up a decoder. */
const OPEN_TIMEOUT_MS: Record<SlotRole, number> = { lm: 20_000, codec: 5_000, asr: 10_000 };

const NAMES: Record<SlotRole, { one: string; many: string; missing: string }> = {
  lm: {
    one: 'voice',
    many: 'voices',
    missing:
      'No voice engine is running yet; it may still be starting. Please try again in a moment.',
  },
  codec: {
    one: 'audio channel',
    many: 'audio channels',
    missing:
      'No codec worker is running yet; it may still be starting. Please try again in a moment.',
  },
  asr: {
    one: 'recogniser',
    many: 'recognisers',
    missing:
      'No speech recogniser is running yet; it may still be starting. Please try again in a moment.',
  },
};

/** A worker did not answer: it may hold the slot or not, so the session's id must not be used again. */
export class WorkerSilent extends Error {
  override readonly name = 'WorkerSilent';

  constructor(
    readonly workerId: string,
    cause: unknown,
  ) {
    super(`The worker ${workerId} did not answer a claim.`, { cause });
  }
}

/** How long a worker may take to say whether it has a session, before it is taken for no. */
const HOLDS_TIMEOUT_MS = 1_000;

/** The registry does not know yet that this worker has gone. */
const GONE: OpenReply = {
  ok: false,
  code: 'failed',
  message: 'A worker has just stopped. Please try again in a moment.',
  retryable: true,
};
const NONE: ReadonlySet<string> = new Set();

/** Chooses the workers of a session and claims a slot at each: the least loaded that will have it. */
@Injectable()
export class PlacementService {
  constructor(
    private readonly bus: Bus,
    private readonly registry: WorkerRegistry,
    @Inject(GATEWAY_ENV) private readonly env: Pick<GatewayEnv, 'DEFAULT_VOICE_PROMPT'>,
  ) {}

  /**
   * The engine comes first: it is the scarce one, and the others follow its format. One that hears codes
   * is only asked where a codec worker carries them.
   * @throws SessionRejected when the session cannot be placed; @throws WorkerSilent when it may be under another id.
   * No worker is waited for longer than `claimMs`, nor than its role is worth, and none is asked once `wanted` is aborted.
   */
  async place(
    sessionId: string,
    { options, history, traceparent }: PlacementNeeds,
    avoid: ReadonlySet<string>,
    { claimMs = Infinity, wanted }: OpeningLimits = {},
  ): Promise<Placement> {
    const claiming = { claimMs, wanted, traceparent };
    const running = this.ready('lm', avoid);
    const codecs = this.ready('codec', avoid);
    const engines = enginesWithCodec(running, codecs);
    if (engines.length === 0) throw SessionRejected.busy(NO_MIMI, 'no-worker');
    const voice = chooseVoice(voicesOf(engines), options.voice, this.env.DEFAULT_VOICE_PROMPT);
    const request: OpenSession = { ...options, sessionId, voice, format: 'pcm', history };
    const lm = await this.claim('lm', enginesFor(engines, voice), request, claiming);
    const follow: OpenSession = { ...request, format: lm.format ?? 'pcm' };
    const codec = await this.claim('codec', codecsFor(lm, codecs), follow, claiming);
    const asr = await this.claimRecognizer(lm, avoid, follow, claiming);
    const { needsTranscripts, ignoresTranscripts } = lm;
    return {
      engine: lm.engine ?? 'unknown',
      voice,
      format: follow.format,
      needs: { needsTranscripts, ignoresTranscripts },
      workers: { lm: lm.id, codec: codec.id, ...(asr ? { asr: asr.id } : {}) },
    };
  }

  /**
   * Another worker in the place of one that was lost, beside the same engine and under the same id.
   * @throws SessionRejected when there is none at the moment; @throws WorkerSilent when the id must not be used any more.
   */
  async replace(
    role: ReplaceableRole,
    sessionId: string,
    { options, history, traceparent }: PlacementNeeds,
    placement: Placement,
    claimMs: number,
  ): Promise<Placement> {
    const claiming = { claimMs, traceparent };
    const { voice, format, needs, workers } = placement;
    const request: OpenSession = { ...options, sessionId, voice, format, history };
    const worker =
      role === 'codec'
        ? await this.claim(role, codecsFor(placement, this.ready(role, NONE)), request, claiming)
        : await this.claimRecognizer(needs, NONE, request, claiming);
    const now: Partial<Record<SlotRole, string>> = { ...workers };
    if (worker) now[role] = worker.id;
    else delete now[role];
    return { ...placement, workers: now };
  }

  /** Whether every worker of a session still has a slot of it. */
  async holds(sessionId: string, { workers }: Placement): Promise<boolean> {
    const answers = Object.values(workers).map((id) =>
      this.bus.request('ping', id, { sessionId }, { timeoutMs: HOLDS_TIMEOUT_MS }).then(
        ({ holdsSession }) => holdsSession === true,
        () => false,
      ),
    );
    return !(await Promise.all(answers)).includes(false);
  }

  /** Roles of a placed session whose worker is not in the registry any more. */
  missing({ workers }: Placement): SlotRole[] {
    return (Object.keys(workers) as SlotRole[]).filter(
      (role) => !this.registry.workers(role).some(({ id }) => id === workers[role]),
    );
  }

  private ready(role: SlotRole, avoid: ReadonlySet<string>): WorkerRecord[] {
    const workers = this.registry.workers(role);
    const ready = workers.filter(({ id, status }) => status === 'ready' && !avoid.has(id));
    if (ready.length === 0) throw SessionRejected.busy(NAMES[role].missing, 'no-worker');
    return ready;
  }

  /** An engine that hears for itself only gains transcripts from a recogniser, so it does without. */
  private async claimRecognizer(
    lm: EngineNeeds,
    avoid: ReadonlySet<string>,
    request: OpenSession,
    claiming: Claiming,
  ): Promise<WorkerRecord | undefined> {
    if (lm.ignoresTranscripts) return undefined;
    try {
      return await this.claim('asr', this.ready('asr', avoid), request, claiming);
    } catch (error) {
      if (lm.needsTranscripts || !(error instanceof SessionRejected)) throw error;
      return undefined;
    }
  }

  private async claim(
    role: SlotRole,
    workers: readonly WorkerRecord[],
    request: OpenSession,
    claiming: Claiming,
  ): Promise<WorkerRecord> {
    let failure: string | undefined;
    for (const worker of workers.filter(({ sessions, capacity }) => sessions < capacity)) {
      checkWanted(claiming);
      const reply = await this.askTraced(role, worker, request, claiming);
      if (reply.ok) return worker;
      if (!reply.retryable) throw new SessionRejected(reply.message, 'worker-failed');
      if (reply.code === 'failed') failure = reply.message;
    }
    checkWanted(claiming);
    if (failure) throw SessionRejected.busy(failure, 'worker-failed');
    throw SessionRejected.busy(busySentence(role, workers), 'workers-busy');
  }

  private askTraced(
    role: SlotRole,
    worker: WorkerRecord,
    request: OpenSession,
    { claimMs, traceparent }: Claiming,
  ): Promise<OpenReply> {
    const attributes = {
      ...messageAttributes('open'),
      'session.id': request.sessionId,
      'parley.worker.role': role,
      'parley.worker.id': worker.id,
    };
    const options = { kind: 'client', parent: traceparent, attributes } as const;
    return traced('claim slot', options, async (span) => {
      const claiming = { claimMs, traceparent: traceparentOf(span) };
      const reply = await this.ask(role, worker, request, claiming);
      if (!reply.ok) markFailed(span, reply.code);
      return reply;
    });
  }

  private async ask(
    role: SlotRole,
    { id, format }: WorkerRecord,
    request: OpenSession,
    { claimMs, traceparent }: Claiming,
  ): Promise<OpenReply> {
    try {
      const timeoutMs = Math.min(OPEN_TIMEOUT_MS[role], claimMs);
      const message = { ...request, format: format ?? request.format };
      return await this.bus.request('open', id, message, { timeoutMs, traceparent });
    } catch (error) {
      if (error instanceof RequestFailed && error.noResponders) return GONE;
      if (error instanceof RequestFailed) throw new WorkerSilent(id, error);
      throw error;
    }
  }
}

/** @throws SessionRejected when nobody waits for the session any more. */
function checkWanted({ wanted }: Claiming): void {
  if (wanted?.aborted) throw new SessionRejected('The client left.', 'client-left');
}

function busySentence(role: SlotRole, workers: readonly WorkerRecord[]): string {
  const { one, many } = NAMES[role];
  const total = workers.reduce((sum, { capacity }) => sum + capacity, 0);
  const subject = total === 1 ? `The only ${one} is` : `All ${total} ${many} are`;
  return `${subject} busy. Please try again in a moment.`;
}
