import { Encoder } from '@evan/opus';
import { FRAME_MS, FRAME_SAMPLES, PACKET_MS, pcmToBytes, SAMPLE_RATE_HZ } from '@parley/protocol';

export const PACKETS_PER_FRAME = FRAME_MS / PACKET_MS;
const PACKET_SAMPLES = FRAME_SAMPLES / PACKETS_PER_FRAME;
/** Frames from one marker to the next: two seconds. */
export const PERIOD_FRAMES = 25;
/** The frame of a period that is the marker; the silence before it makes its beginning sharp. */
export const MARKER_FRAME = 3;
const MARKER_PEAK = 24_000;
/** Speech is made quieter than this, so that it is never taken for a marker. */
const SPEECH_PEAK = 3_000;
/** Halfway between the two, with room for what two passes of Opus do to a peak. */
export const MARKER_THRESHOLD = 8_000;

/**
 * One period of what every session says, as Opus packets of 20 ms: silence, a frame of loud noise (the
 * marker), then speech. It is coded once and repeated; the silence hides the seam.
 */
export function stimulus(speech: Int16Array): Uint8Array[] {
  const samples = new Int16Array(PERIOD_FRAMES * FRAME_SAMPLES);
  samples.set(quietened(speech).subarray(0, roomForSpeech), speechStart);
  for (let i = MARKER_FRAME * FRAME_SAMPLES; i < speechStart; i++)
    samples[i] = (Math.random() * 2 - 1) * MARKER_PEAK;
  const encoder = new Encoder({
    channels: 1,
    sample_rate: SAMPLE_RATE_HZ,
    application: 'voip',
  });
  const packets: Uint8Array[] = [];
  for (let start = 0; start < samples.length; start += PACKET_SAMPLES)
    packets.push(encoder.encode(pcmToBytes(samples.slice(start, start + PACKET_SAMPLES))));
  return packets;
}

const speechStart = (MARKER_FRAME + 1) * FRAME_SAMPLES;
const roomForSpeech = PERIOD_FRAMES * FRAME_SAMPLES - speechStart;

function quietened(speech: Int16Array): Int16Array {
  const peak = speech.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 1);
  return speech.map((sample) => (sample * SPEECH_PEAK) / peak);
}
