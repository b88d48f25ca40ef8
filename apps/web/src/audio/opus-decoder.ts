/** Browsers decode Opus at 48 kHz, whatever rate it was made at (RFC 7845, section 5.1). */
export const DECODED_RATE_HZ = 48_000;

/** Takes bare Opus packets; the samples of each go to the listener that it was made with. */
export interface OpusDecoder {
  decode(packet: Uint8Array): void;
  /** Packets still inside are not given out any more. */
  flush(): void;
  close(): void;
}

/** Mono, at `DECODED_RATE_HZ`, in [-1, 1]. */
export type SamplesListener = (samples: Float32Array<ArrayBuffer>) => void;
