/** From the page to the playback worklet. Samples are mono at the worklet's rate, in [-1, 1]. */
export type PlaybackCommand =
  { type: 'samples'; samples: Float32Array } | { type: 'flush' } | { type: 'close' };

/** From the playback worklet: what really went out. */
export interface PlaybackReport {
  /** RMS since the last report. */
  readonly level: number;
  readonly playedSamples: number;
  /** RMS of all played samples, silence included. */
  readonly playedRms: number;
  readonly bufferedMs: number;
  readonly droppedMs: number;
  readonly underruns: number;
}
