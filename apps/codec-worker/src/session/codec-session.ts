import type { AudioStamp, Bus, HostedSession, Listener } from '@parley/bus';
import { pcmToBytes } from '@parley/protocol';
import { PersonAudio, type StampedFrame } from '../inbound/person-audio.js';
import type { CodecMetrics } from '../metrics.js';
import { VoiceAudio } from '../outbound/voice-audio.js';
import type { SessionCodec } from './session-codec.js';

export interface CodecSessionOptions {
  bus: Bus;
  sessionId: string;
  codec: SessionCodec;
  /** Bits a second of the audio sent out. */
  bitrate: number;
  metrics: CodecMetrics;
  /** Told when this session cannot go on; no other session is touched. */
  onBroken(error: unknown): void;
}

/** One session on the bus: opusIn to the engine's form, and the engine's form to opusOut. */
export class CodecSession implements HostedSession {
  private readonly person: PersonAudio;
  private readonly voice: VoiceAudio;
  private readonly listeners: Listener[];
  private nextPacket = 0;
  private broken = false;

  constructor(private readonly options: CodecSessionOptions) {
    const { bus, sessionId, codec, bitrate, metrics } = options;
    this.person = new PersonAudio(metrics);
    this.voice = new VoiceAudio(bitrate, metrics);
    this.listeners = [
      bus.subscribeAudio('opusIn', sessionId, (packet, stamp) =>
        this.guarded(() => this.passOn(this.person.push(packet, stamp, performance.now()))),
      ),
      bus.subscribeAudio(codec.outSubject, sessionId, (payload, stamp) =>
        this.guarded(() => codec.decode(payload, (frame) => this.send(frame, stamp))),
      ),
    ];
  }

  /** To be called about once a frame. */
  tick(): void {
    this.guarded(() => this.passOn(this.person.tick(performance.now())));
  }

  async close(): Promise<void> {
    for (const listener of this.listeners.reverse()) await listener.close();
    this.options.codec.close();
  }

  private passOn(frames: StampedFrame[]): void {
    for (const frame of frames) this.passOnFrame(frame);
  }

  private passOnFrame({ samples, stamp }: StampedFrame): void {
    const { bus, sessionId, codec } = this.options;
    // The recogniser hears PCM, whatever the engine hears.
    if (codec.inSubject !== 'pcmIn')
      bus.publishAudio('pcmIn', sessionId, pcmToBytes(samples), stamp);
    codec.encode(samples, (payload) =>
      bus.publishAudio(codec.inSubject, sessionId, payload, stamp),
    );
  }

  private send(frame: Int16Array, { arrivedAt }: AudioStamp): void {
    const { bus, sessionId } = this.options;
    for (const packet of this.voice.encode(frame))
      bus.publishAudio('opusOut', sessionId, packet, { sequence: this.nextPacket++, arrivedAt });
  }

  private guarded(work: () => void): void {
    if (this.broken) return;
    try {
      work();
    } catch (error) {
      this.broken = true;
      this.options.onBroken(error);
    }
  }
}
