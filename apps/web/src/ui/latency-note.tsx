import type { TurnLatency } from '@parley/protocol';

/** How long the last answer took, with the stages for whoever wants to know. */
export function LatencyNote({ latency }: { latency: TurnLatency }) {
  const stages = [
    `turn over ${Math.round(latency.endOfTurn)} ms`,
    `words ${Math.round(latency.transcript)} ms`,
    `answer ${Math.round(latency.answer)} ms`,
    `voice ${Math.round(latency.voice)} ms`,
  ].join(', ');
  return (
    <p className="latency" title={`After the end of your speech: ${stages}`} data-testid="latency">
      answered in {(latency.firstFrame / 1000).toFixed(2)} s
    </p>
  );
}
