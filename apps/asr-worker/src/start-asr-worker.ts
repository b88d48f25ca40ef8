import {
  type Bus,
  SessionHost,
  WorkerRegistry,
  type HostedSession,
  type Traced,
} from '@parley/bus';
import type { AsrWorkerEnv } from '@parley/config';
import {
  FRAME_SAMPLES,
  pcmFromBytes,
  type TranscriptEvent,
  type OpenSession,
} from '@parley/protocol';
import { slotSpan, traced, type Logger, type RunningService } from '@parley/telemetry';
import { LoadMeter, slotHealth, startWorker, type WorkerContext } from '@parley/worker';
import { CorpusFollower } from './corpus/corpus-follower.js';
import { AsrMetrics } from './metrics.js';
import { createRecognizer } from './stt/create-recognizer.js';
import type { Recognizer } from './stt/recognizer.js';
import { SpeechRecognitionSession } from './session/speech-recognition-session.js';
import { traceOfTurn } from './session/turn-trace.js';
import { SmartTurn } from './endpointing/smart-turn/smart-turn.js';
import type { TurnModel } from './endpointing/turn-model.js';
import { SileroVad } from './vad/silero-vad.js';

/** How long the start waits for documents before general English has to do. */
const CORPUS_WAIT_MS = 15_000;

/** What every session of the worker shares. */
interface Shared {
  env: AsrWorkerEnv;
  logger: Logger;
  metrics: AsrMetrics;
  bus: Bus;
  vad: SileroVad;
  turnModel: TurnModel | undefined;
  recognizer: Recognizer;
}

/**
 * Starts the recogniser in this process. Resolves when sessions can be opened.
 * @throws BusUnavailable, PocketSphinxMissing, SherpaModelUnusable
 */
export function startAsrWorker(env: AsrWorkerEnv, logger: Logger): Promise<RunningService> {
  const metrics = new AsrMetrics();
  let host: SessionHost | undefined;
  const health = slotHealth(
    metrics.registry,
    () => host?.record,
    'The documents are being learned.',
  );
  const options = { name: 'asr-worker', role: 'asr', env, logger, metrics, health } as const;
  return startWorker(options, async ({ bus, workerId, keep }) => {
    const vad = keep(await SileroVad.load());
    const turnModel = env.TURN_MODEL_DIR
      ? keep(await SmartTurn.open(env.TURN_MODEL_DIR))
      : undefined;
    const recognizer = keep(await openRecognizer(env, logger, metrics));
    const shared = { env, logger, metrics, bus, vad, turnModel, recognizer };
    await followCorpus(shared, keep);
    host = keep(await hostSessions(shared, workerId));
    const { detail } = recognizer;
    const endpointing = turnModel?.detail ?? `${env.TURN_SILENCE_MS} ms of silence`;
    logger.info({ recognizer: detail, endpointing, slots: env.ASR_SLOTS }, 'recogniser ready');
  });
}

function openRecognizer(env: AsrWorkerEnv, logger: Logger, metrics: AsrMetrics) {
  return createRecognizer(env, {
    onGaveUp: () => metrics.utterancesGivenUp.inc(),
    onError: (err) => logger.error({ err }, 'recogniser failed'),
  });
}

async function followCorpus(
  { bus, recognizer, logger }: Shared,
  keep: WorkerContext['keep'],
): Promise<void> {
  if (!recognizer.learn) return;
  const learn = async (documents: Parameters<NonNullable<Recognizer['learn']>>[0]) => {
    await recognizer.learn?.(documents);
    logger.info({ recognizer: recognizer.detail }, 'documents learned');
  };
  const onError = (err: unknown) => logger.error({ err }, 'documents could not be learned');
  const follower = keep(new CorpusFollower({ bus, learn, onError }));
  if (!(await follower.learnedWithin(CORPUS_WAIT_MS)))
    logger.warn('no documents yet; going on with general English alone');
}

async function hostSessions(shared: Shared, workerId: string): Promise<SessionHost> {
  const load = new LoadMeter();
  const { bus, env, logger, recognizer } = shared;
  return SessionHost.start({
    bus,
    registry: await WorkerRegistry.open(bus),
    role: 'asr',
    workerId,
    capacity: env.ASR_SLOTS,
    drainMs: env.DRAIN_SECONDS * 1_000,
    describe: () => ({ detail: recognizer.detail, load: load.read() }),
    open: (request, trace) =>
      traced('open slot', slotSpan(request, trace.traceparent), () =>
        openSession(shared, request, trace),
      ),
    onError: (err, sessionId) => logger.error({ err, sessionId }, 'session failed'),
  });
}

async function openSession(
  shared: Shared,
  { sessionId }: OpenSession,
  opening: Traced & { signal: AbortSignal },
): Promise<HostedSession> {
  const { bus, env, logger, metrics, recognizer, turnModel, vad } = shared;
  const recognition = new SpeechRecognitionSession({
    silenceMs: env.TURN_SILENCE_MS,
    vad: vad.open(),
    turnModel,
    recognizer: await recognizer.open(opening.signal),
    publish: (event) => {
      count(metrics, event);
      bus.publish('transcript', sessionId, event, traceOfTurn(event, sessionId, opening));
    },
    publishPreflight: (preflight) => bus.publish('preflight', sessionId, preflight),
    onDrop: () => metrics.framesDropped.inc(),
    onStep: (seconds, arrivedAt) => {
      metrics.stepSeconds.observe(seconds);
      metrics.frameAgeSeconds.observe((Date.now() - arrivedAt) / 1_000);
    },
    onError: (err) => logger.error({ err, sessionId }, 'recognition failed'),
  });
  const frames = bus.subscribeAudio('pcmIn', sessionId, (bytes, { arrivedAt }) => {
    if (bytes.length === FRAME_SAMPLES * 2) recognition.frame(pcmFromBytes(bytes), arrivedAt);
    else metrics.framesMalformed.inc();
  });
  const agent = bus.subscribe('agent', sessionId, (event) => recognition.agentEvent(event));
  return {
    close: async () => {
      await frames.close();
      await agent.close();
      await recognition.close();
    },
  };
}

function count(metrics: AsrMetrics, event: TranscriptEvent): void {
  if (event.type !== 'final') return;
  (event.text ? metrics.finals : metrics.emptyFinals).inc();
  if (!event.inDomain) metrics.outOfDomain.inc();
  metrics.finalSeconds.observe((event.recognizedAt - event.turnEndedAt) / 1_000);
}
