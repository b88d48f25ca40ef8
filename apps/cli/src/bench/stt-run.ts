import type { Bus } from '@parley/bus';
import { memoryMb } from '../rag/bench-service.js';
import { freePort } from '../stack/index.js';
import { loadRecording } from '../talk/recording.js';
import { BenchSession } from './bench-session.js';
import { startPrivateWorkers, type PrivateWorkers } from './private-workers.js';
import { cpuSecondsOf } from './sessions-usage.js';
import { msOfSamples, speechBounds } from './speech-bounds.js';
import type { SttCost, SttOutcome } from './stt-bench.js';
import { serveCorpus } from './stt-corpus.js';
import { engineEnvironment, type SttEngine } from './stt-engines.js';
import { heardOf, isSettled } from './stt-heard.js';
import type { ReferenceRecording } from './stt-recordings.js';

/** The detector of voice needs some silence to begin with. */
const LEAD_MS = 480;
/** Longer than the longest pause within a turn: what was ended may still go on. */
const SETTLE_MS = 2_000;
const FINAL_WITHIN_MS = 20_000;

export interface SttRun {
  /** What was run, in the worker's words. */
  detail: string;
  outcomes: SttOutcome[];
  cost: SttCost;
}

export interface SttRunOptions {
  documents: Parameters<typeof serveCorpus>[1];
  speed: number;
  signal: AbortSignal;
  onProgress(share: number, note: string): void;
}

/** Plays each recording to a recogniser of its own, in a session of its own. */
export async function runStt(
  engine: SttEngine,
  recordings: readonly ReferenceRecording[],
  { documents, speed, signal, onProgress }: SttRunOptions,
): Promise<SttRun> {
  onProgress(0, `${engine}, starting`);
  const port = await freePort();
  const workers = await startAsrWorker(engine, documents, { HEALTH_PORT: String(port) });
  try {
    const pid = workers.pidOf('asr-worker');
    const cpuBefore = await cpuSecondsOf(pid);
    const outcomes: SttOutcome[] = [];
    let audioSeconds = 0;
    for (const [index, recording] of recordings.entries()) {
      signal.throwIfAborted();
      onProgress(index / recordings.length, `${engine}, ${recording.name}`);
      const played = await playOne(workers, recording, speed);
      outcomes.push(played.outcome);
      audioSeconds += played.seconds;
    }
    const cpuAfter = await cpuSecondsOf(pid);
    const cost = {
      audioSeconds,
      cpuSeconds: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
      peakMemoryMb: await memoryMb(pid, 'VmHWM'),
      droppedFrames: await droppedFrames(port),
    };
    return { detail: workers.detailOf('asr-worker'), outcomes, cost };
  } finally {
    await workers.close();
  }
}

export function startAsrWorker(
  engine: SttEngine,
  documents: SttRunOptions['documents'],
  env: NodeJS.ProcessEnv = {},
): Promise<PrivateWorkers> {
  return startPrivateWorkers({
    names: ['asr-worker'],
    env: { 'asr-worker': { ...engineEnvironment(engine), ...env } },
    onBus: (bus: Bus) => serveCorpus(bus, documents),
  });
}

async function playOne(
  workers: PrivateWorkers,
  { path, name, text, isKeywords }: ReferenceRecording,
  speed: number,
): Promise<{ outcome: SttOutcome; seconds: number }> {
  const { samples } = await loadRecording(path);
  const bounds = speechBounds(samples);
  const session = await BenchSession.open(workers, { names: ['asr-worker'], speed });
  try {
    await session.microphone.pause(LEAD_MS);
    const startedAt = await session.microphone.play(samples);
    await settled(session);
    const heard = heardOf(session.transcripts, {
      firstVoicedAt: startedAt + msOfSamples(bounds.start),
      speechEndedAt: startedAt + msOfSamples(bounds.end),
    });
    return {
      outcome: { name, reference: text, isKeywords, ...heard },
      seconds: session.microphone.seconds,
    };
  } finally {
    await session.close();
  }
}

/** Waits, in silence, until every turn has its final and none can go on any more. */
export async function settled(session: BenchSession): Promise<void> {
  await session.microphone.pause(SETTLE_MS);
  await session.until(() => isSettled(session.transcripts), FINAL_WITHIN_MS);
}

async function droppedFrames(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const dropped = /^parley_asr_frames_dropped_total (\d+)/m.exec(await response.text());
  return Number(dropped?.[1] ?? 0);
}
