/** The step of the whole stack: 1920 samples at 24 kHz, 12.5 frames a second (Moshi paper, section 3.3). */
export const SAMPLE_RATE_HZ = 24_000;
export const FRAME_SAMPLES = 1_920;
export const FRAME_MS = 80;
/** Opus packets leave the project in this length. */
export const PACKET_MS = 20;
