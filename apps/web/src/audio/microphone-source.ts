/** A running microphone whose sound comes as Opus, in messages ready to be sent. */
export interface MicrophoneSource {
  /** Begins a new Opus stream; called again after each new connection. */
  start(send: (opus: Uint8Array) => void): void;
  /** Goes on measuring the level and sends nothing. */
  pause(): void;
  close(): void;
}

export interface MicrophoneEvents {
  /** RMS of the last 20 ms. */
  onLevel(level: number): void;
  /** It was unplugged, or its permission was withdrawn. */
  onLost(): void;
  /** The encoder gave up. */
  onFailed(cause: unknown): void;
}
