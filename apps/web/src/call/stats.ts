/** Figures of the running conversation, for level meters and for tests: `window.parleyStats`. */
export interface ParleyStats {
  packetsSent: number;
  /** Not sent because the connection was down or clogged. */
  packetsUnsent: number;
  packetsReceived: number;
  /** RMS of the last 20 ms of the microphone. */
  microphoneLevel: number;
  /** RMS of the last 40 ms that the playback worklet gave to the sound card. */
  outputLevel: number;
  peakOutputLevel: number;
  playedSamples: number;
  /** RMS of all samples played in this conversation, measured in the playback worklet. */
  playedSamplesRms: number;
  bufferedMs: number;
  droppedMs: number;
  underruns: number;
  interruptions: number;
  reconnections: number;
}

export function emptyStats(): ParleyStats {
  return {
    packetsSent: 0,
    packetsUnsent: 0,
    packetsReceived: 0,
    microphoneLevel: 0,
    outputLevel: 0,
    peakOutputLevel: 0,
    playedSamples: 0,
    playedSamplesRms: 0,
    bufferedMs: 0,
    droppedMs: 0,
    underruns: 0,
    interruptions: 0,
    reconnections: 0,
  };
}
