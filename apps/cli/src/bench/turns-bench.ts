import { spread, type Spread } from './statistics.js';
import type { TurnVerdict } from './turns-verdict.js';

/** A recording, and what became of it with each pause. */
export interface PausedTurn {
  name: string;
  /** From the true end of speech to the verdict that the turn is over, without a pause; null when it never ended. */
  waitMs: number | null;
  /** By the length of the pause in milliseconds. */
  verdicts: Record<string, TurnVerdict>;
}

/** A sound in the middle of a reply. */
export interface ReplyTrial {
  name: string;
  /** What the recogniser made of it. */
  heard: string;
  /** What it took it for on the way: those words count, too. */
  partials: string[];
  wasInterrupted: boolean;
  /** From the onset of the voice until the agent was silent; null when it went on. */
  silentMs: number | null;
  /** Whether the agent was heard again after a sound that did not interrupt it. */
  wentOn: boolean;
}

/** A reply that the microphone brought back. */
export interface EchoTrial {
  wasInterrupted: boolean;
  /** How often it was taken for a voice, so that the reply was ducked. */
  ducked: number;
  /** What the recogniser made of it. */
  heard: string;
}

export interface CutFigures extends Record<TurnVerdict, number> {
  recordings: number;
}

export interface TurnsBench {
  endOfTurnWait: Spread;
  /** By the length of the pause in milliseconds. */
  pauses: Record<string, CutFigures>;
  backchannels: { trials: number; killed: number; wentOn: number };
  interruptions: {
    trials: number;
    stopped: number;
    silent: Spread;
    /** Of all trials, those that went on included. */
    within300MsShare: number | null;
  };
  echoes: { trials: number; interrupted: number; ducked: number };
}

const SOON_MS = 300;

export function summarizePauses(
  turns: readonly PausedTurn[],
): Pick<TurnsBench, 'endOfTurnWait' | 'pauses'> {
  const lengths = [...new Set(turns.flatMap(({ verdicts }) => Object.keys(verdicts)))];
  const figures = (length: string): CutFigures => {
    const verdicts = turns.flatMap((turn) => turn.verdicts[length] ?? []);
    const count = (kind: TurnVerdict) => verdicts.filter((verdict) => verdict === kind).length;
    const counts = { whole: count('whole'), joined: count('joined'), cut: count('cut') };
    return { recordings: verdicts.length, ...counts };
  };
  return {
    endOfTurnWait: spread(turns.flatMap(({ waitMs }) => waitMs ?? [])),
    pauses: Object.fromEntries(lengths.map((length) => [length, figures(length)])),
  };
}

export function summarizeEchoes(echoes: readonly EchoTrial[]): Pick<TurnsBench, 'echoes'> {
  const interrupted = echoes.filter(({ wasInterrupted }) => wasInterrupted).length;
  const ducked = echoes.filter((echo) => echo.ducked > 0).length;
  return { echoes: { trials: echoes.length, interrupted, ducked } };
}

export function summarizeReplies(
  backchannels: readonly ReplyTrial[],
  interruptions: readonly ReplyTrial[],
): Pick<TurnsBench, 'backchannels' | 'interruptions'> {
  const count = (trials: readonly ReplyTrial[], holds: (trial: ReplyTrial) => boolean) =>
    trials.filter(holds).length;
  const silent = interruptions.flatMap(({ silentMs }) => silentMs ?? []);
  const soon = silent.filter((ms) => ms <= SOON_MS).length;
  return {
    backchannels: {
      trials: backchannels.length,
      killed: count(backchannels, ({ wasInterrupted }) => wasInterrupted),
      wentOn: count(backchannels, ({ wentOn }) => wentOn),
    },
    interruptions: {
      trials: interruptions.length,
      stopped: count(interruptions, ({ wasInterrupted }) => wasInterrupted),
      silent: spread(silent),
      within300MsShare: interruptions.length > 0 ? soon / interruptions.length : null,
    },
  };
}
