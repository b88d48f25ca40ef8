import { PACKET_MS } from '@parley/protocol';
import { DECODED_RATE_HZ, type OpusDecoder, type SamplesListener } from './opus-decoder.js';

const CONFIG: AudioDecoderConfig = {
  codec: 'opus',
  sampleRate: DECODED_RATE_HZ,
  numberOfChannels: 1,
};
const PACKET_MICROSECONDS = PACKET_MS * 1000;

/** The browser's own decoder. */
export class WebCodecsOpusDecoder implements OpusDecoder {
  private decoder: AudioDecoder;
  private timestamp = 0;
  private flushedBefore = 0;

  static async isSupported(): Promise<boolean> {
    if (!('AudioDecoder' in globalThis)) return false;
    const { supported } = await AudioDecoder.isConfigSupported(CONFIG);
    return supported === true;
  }

  constructor(private readonly listener: SamplesListener) {
    this.decoder = this.open();
  }

  decode(packet: Uint8Array): void {
    if (this.decoder.state === 'closed') this.decoder = this.open();
    const { timestamp } = this;
    this.timestamp += PACKET_MICROSECONDS;
    this.decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: packet.slice() }));
  }

  flush(): void {
    this.flushedBefore = this.timestamp;
  }

  close(): void {
    this.flush();
    if (this.decoder.state !== 'closed') this.decoder.close();
  }

  private open(): AudioDecoder {
    const decoder = new AudioDecoder({
      output: (audio) => this.give(audio),
      // A broken packet closes the decoder; the next packet opens a new one.
      error: () => this.flush(),
    });
    decoder.configure(CONFIG);
    return decoder;
  }

  private give(audio: AudioData): void {
    if (audio.timestamp >= this.flushedBefore) {
      const samples = new Float32Array(audio.numberOfFrames);
      audio.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      this.listener(samples);
    }
    audio.close();
  }
}
