import { basename } from 'node:path';
import { localFiles } from '../rag/local-files.js';
import { loadRecording } from '../talk/recording.js';
import { BenchSession } from './bench-session.js';
import { settled } from './stt-run.js';
import { heardOf, lastFinals } from './stt-heard.js';
import { normalizedWords } from './stt-normalizer.js';
import type { PrivateWorkers } from './private-workers.js';
import { msOfSamples, speechBounds } from './speech-bounds.js';
import type { PausedTurn } from './turns-bench.js';
import { withPause } from './turns-pauses.js';
import { turnVerdict, type TurnVerdict } from './turns-verdict.js';

export const PAUSES_MS = [300, 600, 1_000];
const LEAD_MS = 480;
/** An answer is there so soon after the question, as a rule. */
const REPLY_AFTER_MS = 200;

export async function recordingsIn(folders: readonly string[]): Promise<string[]> {
  const files = await localFiles(folders);
  return files.map(({ path }) => path).filter((path) => /\.wav$/i.test(path));
}

/** Plays a recording as it is, alone, and then with each of the pauses, all at once. */
export async function pausedTurn(workers: PrivateWorkers, path: string): Promise<PausedTurn> {
  const { samples } = await loadRecording(path);
  const plain = await listen(workers, samples);
  const words = normalizedWords(plain.text).length;
  const verdicts = await Promise.all(
    PAUSES_MS.map(async (pauseMs): Promise<[string, TurnVerdict][]> => {
      const paused = withPause(samples, pauseMs);
      if (!paused || words === 0) return [];
      const { session } = await listen(workers, paused);
      return [[String(pauseMs), turnVerdict(session.transcripts, words)]];
    }),
  );
  const { waitMs } = plain;
  return { name: basename(path), waitMs, verdicts: Object.fromEntries(verdicts.flat()) };
}

async function listen(workers: PrivateWorkers, samples: Int16Array) {
  const options = { names: ['asr-worker'], replyAfterMs: REPLY_AFTER_MS } as const;
  const session = await BenchSession.open(workers, options);
  try {
    await session.microphone.pause(LEAD_MS);
    const startedAt = await session.microphone.play(samples);
    await settled(session);
    const speechEndedAt = startedAt + msOfSamples(speechBounds(samples).end);
    const { text } = heardOf(session.transcripts, { firstVoicedAt: startedAt, speechEndedAt });
    const last = lastFinals(session.transcripts)
      .filter(({ text }) => text)
      .at(-1);
    return { session, text, waitMs: last ? Math.round(last.turnEndedAt - speechEndedAt) : null };
  } finally {
    await session.close();
  }
}
