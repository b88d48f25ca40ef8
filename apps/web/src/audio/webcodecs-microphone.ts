import { PACKET_MS } from '@parley/protocol';
import type { Capture } from './capture.js';
import { rms } from './level.js';
import type { MicrophoneEvents, MicrophoneSource } from './microphone-source.js';

const BITRATE = 32_000;
const PACKET_MICROSECONDS = PACKET_MS * 1000;

/** Opus packets of 20 ms, made by the browser's own encoder. */
export class WebCodecsMicrophone implements MicrophoneSource {
  private readonly encoder: AudioEncoder;
  private send: ((opus: Uint8Array) => void) | undefined;
  private timestamp = 0;

  static async isSupported(sampleRateHz: number): Promise<boolean> {
    if (!('AudioEncoder' in globalThis)) return false;
    const { supported } = await AudioEncoder.isConfigSupported(configOf(sampleRateHz));
    return supported === true;
  }

  constructor(
    private readonly capture: Capture,
    events: MicrophoneEvents,
  ) {
    this.encoder = new AudioEncoder({
      output: (chunk) => this.send?.(bytesOf(chunk)),
      error: (error) => events.onFailed(error),
    });
    this.encoder.configure(configOf(capture.sampleRateHz));
    capture.onBlock((block) => {
      events.onLevel(rms(block));
      if (this.send) this.encode(block);
    });
  }

  start(send: (opus: Uint8Array) => void): void {
    this.send = send;
  }

  pause(): void {
    this.send = undefined;
  }

  close(): void {
    this.send = undefined;
    this.capture.close();
    if (this.encoder.state !== 'closed') this.encoder.close();
  }

  private encode(block: Float32Array<ArrayBuffer>): void {
    if (this.encoder.state !== 'configured') return;
    const audio = new AudioData({
      format: 'f32-planar',
      sampleRate: this.capture.sampleRateHz,
      numberOfFrames: block.length,
      numberOfChannels: 1,
      timestamp: this.timestamp,
      data: block,
    });
    this.timestamp += PACKET_MICROSECONDS;
    this.encoder.encode(audio);
    audio.close();
  }
}

function configOf(sampleRate: number): AudioEncoderConfig {
  return {
    codec: 'opus',
    sampleRate,
    numberOfChannels: 1,
    bitrate: BITRATE,
    opus: { frameDuration: PACKET_MICROSECONDS, format: 'opus' },
  };
}

function bytesOf(chunk: EncodedAudioChunk): Uint8Array {
  const bytes = new Uint8Array(chunk.byteLength);
  chunk.copyTo(bytes);
  return bytes;
}
