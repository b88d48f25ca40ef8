/** Judges by the sound of what was said, intonation included, whether a turn is complete. */
export interface TurnModel {
  /** What it is, in a few words for a status line. */
  readonly detail: string;
  /**
   * @param pcm16k the turn's newest audio (16 kHz, mono, -1 to 1), up to and including the silence after it; what is
   * older than the model takes is left out
   * @returns probability from 0 to 1 that the user is done
   */
  completeness(pcm16k: Float32Array): Promise<number>;
  close(): Promise<void>;
}
