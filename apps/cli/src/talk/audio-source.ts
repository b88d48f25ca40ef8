import { Encoder } from '@evan/opus';
import { pcmToBytes, PACKET_MS, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { Recording } from './recording.js';

const PACKET_SAMPLES = (SAMPLE_RATE_HZ * PACKET_MS) / 1_000;
/** What a quiet room leaves in a microphone; recognisers do badly on digital silence. */
const ROOM_AMPLITUDE = 3;

/** Turns a recording into Opus packets of 20 ms, and goes on with the quiet of a room after its end. */
export class AudioSource {
  private readonly encoder = new Encoder({
    channels: 1,
    sample_rate: SAMPLE_RATE_HZ,
    application: 'voip',
  });

  constructor(private readonly recording: Recording) {}

  /** Packets that the recording fills. */
  get packets(): number {
    return Math.ceil(this.recording.samples.length / PACKET_SAMPLES);
  }

  /** The packet in which the last sample of speech goes out. */
  get lastSpeechPacket(): number {
    return Math.floor(Math.max(0, this.recording.speechEnd - 1) / PACKET_SAMPLES);
  }

  /** Opus packets depend on those before them: call with 0, 1, 2, ... */
  packet(index: number): Uint8Array {
    const start = index * PACKET_SAMPLES;
    const samples = quietRoom();
    samples.set(this.recording.samples.subarray(start, start + PACKET_SAMPLES));
    return this.encoder.encode(pcmToBytes(samples));
  }
}

function quietRoom(): Int16Array {
  return Int16Array.from(
    { length: PACKET_SAMPLES },
    () => (Math.random() * 2 - 1) * ROOM_AMPLITUDE,
  );
}
