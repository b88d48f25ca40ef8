import { tableLines } from '../terminal/table.js';
import type { Spread } from './statistics.js';
import type { TurnsBench } from './turns-bench.js';

/** The figures for people, without those of a part that was not measured. */
export function turnsReport({
  endOfTurnWait,
  pauses,
  backchannels,
  interruptions,
  echoes,
}: TurnsBench): string[] {
  return [
    ...pauseLines(pauses, endOfTurnWait),
    ...replyLines(backchannels, interruptions),
    ...echoLines(echoes),
  ];
}

function echoLines({ trials, interrupted, ducked }: TurnsBench['echoes']): string[] {
  if (trials === 0) return [];
  return [`echoes: ${interrupted} of ${trials} stopped the reply, ${ducked} ducked it`];
}

function pauseLines(pauses: TurnsBench['pauses'], wait: Spread): string[] {
  if (wait.p50Ms === null) return [];
  const rows = Object.entries(pauses).map(([length, { recordings, whole, joined, cut }]) => [
    `${length} ms`,
    ...[recordings, whole, joined, cut],
  ]);
  return [
    ...tableLines(['pause', 'questions', 'whole', 'joined', 'cut'], rows),
    '',
    `end of speech to end of turn, no pause: ${both(wait)}`,
  ];
}

function replyLines(
  { killed, trials, wentOn }: TurnsBench['backchannels'],
  { stopped, trials: interrupted, silent, within300MsShare }: TurnsBench['interruptions'],
): string[] {
  if (trials + interrupted === 0) return [];
  const share = within300MsShare === null ? '-' : `${Math.round(100 * within300MsShare)} %`;
  return [
    `backchannels and coughs: ${killed} of ${trials} stopped the reply, after ${wentOn} it went on`,
    `interruptions: ${stopped} of ${interrupted} stopped the reply, silent after ${both(silent)}`,
    `silent within 300 ms: ${share}`,
  ];
}

function both({ p50Ms, p95Ms }: Spread): string {
  return `p50 ${p50Ms?.toFixed() ?? '-'} ms, p95 ${p95Ms?.toFixed() ?? '-'} ms`;
}
