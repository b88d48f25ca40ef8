import type { Bus } from '@parley/bus';
import type { AnswerPart } from '@parley/protocol';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchSession } from './bench-session.js';
import { startPrivateWorkers, type PrivateWorkers } from './private-workers.js';
import { msOfSamples } from './speech-bounds.js';
import { serveCorpus } from './stt-corpus.js';
import { engineEnvironment, type SttEngine } from './stt-engines.js';
import { lastFinals } from './stt-heard.js';
import { settled } from './stt-run.js';
import { RoomEcho } from './room-echo.js';
import type { EchoTrial, ReplyTrial } from './turns-bench.js';
import { isVoiced, silentAfterMs } from './turns-output.js';
import type { UserSound } from './turns-sounds.js';

const LEAD_MS = 480;
/** A laptop on a desk, with no headphones. */
const ECHO_DELAY_MS = 150;
const ECHO_DB = -20;
const ANSWERED_WITHIN_MS = 30_000;
const SPEAKING_WITHIN_MS = 15_000;
/** Later than speech that would still belong to the question; five places in the reply, and as many within a frame. */
const OFFSETS_MS = [1_600, 2_016, 2_432, 2_848, 3_264];
const AGENT_VOICE = 'slt';
/** What an interruption asks is answered late, so that the silence before can be seen. */
const FOLLOW_UP_MS = 3_000;
/** About twelve seconds, in long clauses. */
const ANSWER = [
  'You can make a new password for your account on the page of the service desk when you have your old one and your telephone with you and know the name of your campus.',
  'The new password counts for the mail and the wireless network and all computers in the library from the next morning on.',
];

/** Both workers of the cascade, with a scripted answer. */
export function startCascade(
  engine: SttEngine,
  documents: Parameters<typeof serveCorpus>[1],
): Promise<PrivateWorkers> {
  return startPrivateWorkers({
    names: ['asr-worker', 'lm-worker'],
    env: { 'asr-worker': engineEnvironment(engine), 'lm-worker': { ENGINE: 'cascade' } },
    onBus: (bus: Bus) => {
      serveCorpus(bus, documents);
      const options = { queue: 'rag', onError: () => undefined };
      bus.respondStream('ask', ({ history }) => answer(history.length > 0), options);
    },
  });
}

/** Asks, and makes the sound while the agent answers. */
export async function replyTrial(
  workers: PrivateWorkers,
  question: Int16Array,
  { name, samples }: UserSound,
  index: number,
): Promise<ReplyTrial> {
  const names = ['asr-worker', 'lm-worker'] as const;
  const session = await BenchSession.open(workers, { names, voice: AGENT_VOICE });
  try {
    await askAloud(session, question);
    const asked = lastFinals(session.transcripts).length;
    void session.microphone.pause(OFFSETS_MS[index % OFFSETS_MS.length] ?? 0);
    const onsetAt = await session.microphone.play(samples);
    await settled(session);
    const events = session.agentEvents.filter(({ at }) => at >= onsetAt);
    const soundEndedAt = onsetAt + msOfSamples(samples.length);
    const wasInterrupted = events.some(({ value }) => value.type === 'interrupted');
    return {
      name,
      heard: textAfter(session, asked),
      partials: session.transcripts.flatMap(({ at, value }) =>
        at >= onsetAt && value.type === 'partial' ? [value.text] : [],
      ),
      wasInterrupted,
      silentMs: silentAfterMs(session.output, onsetAt),
      wentOn: !wasInterrupted && isVoiced(session.output, soundEndedAt + 1_000, Date.now()),
    };
  } finally {
    await session.close();
  }
}

/** Asks, and lets the loudspeaker's sound come back into the microphone until the answer is over. */
export async function echoTrial(workers: PrivateWorkers, question: Int16Array): Promise<EchoTrial> {
  const names = ['asr-worker', 'lm-worker'] as const;
  const echo = new RoomEcho({ delayMs: ECHO_DELAY_MS, gainDb: ECHO_DB });
  const session = await BenchSession.open(workers, { names, voice: AGENT_VOICE, echo });
  try {
    await askAloud(session, question);
    const asked = lastFinals(session.transcripts).length;
    const turns = session.transcripts.length;
    await session.until(() => isListening(session), ANSWERED_WITHIN_MS);
    await settled(session);
    return {
      wasInterrupted: session.agentEvents.some(({ value }) => value.type === 'interrupted'),
      ducked: session.transcripts.slice(turns).filter(({ value }) => value.type === 'speech-start')
        .length,
      heard: textAfter(session, asked),
    };
  } finally {
    await session.close();
  }
}

function isListening(session: BenchSession): boolean {
  const states = session.agentEvents.flatMap(({ value }) =>
    value.type === 'state' ? [value.state] : [],
  );
  return states.at(-1) === 'listening';
}

async function askAloud(session: BenchSession, question: Int16Array): Promise<void> {
  await session.microphone.pause(LEAD_MS);
  await session.microphone.play(question);
  const isSpeaking = () =>
    session.agentEvents.some(({ value }) => value.type === 'state' && value.state === 'speaking');
  if (!(await session.until(isSpeaking, SPEAKING_WITHIN_MS)))
    throw new Error('The agent did not answer the question.');
}

function textAfter(session: BenchSession, turns: number): string {
  const heard = lastFinals(session.transcripts).slice(turns);
  return heard.map(({ text }) => text).join(' ');
}

async function* answer(isFollowUp: boolean): AsyncGenerator<AnswerPart> {
  if (isFollowUp) await sleep(FOLLOW_UP_MS);
  for (const text of ANSWER) yield { type: 'sentence', text, citations: [] };
  const times = { retrievalMs: 0, totalMs: 0 };
  yield { type: 'done', grounded: true, citations: [], answeredBy: 'extractive', ...times };
}
