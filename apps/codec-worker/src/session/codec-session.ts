import type { AudioStamp, Bus, HostedSession, Listener } from '@parley/bus';
import { packetsFromBytes, packetsToBytes, pcmToBytes } from '@parley/protocol';
import { InboundAudio, type StampedFrame } from '../inbound/inbound-audio.js';
import type { CodecMetrics } from '../metrics.js';
import { OutboundAudio } from '../outbound/outbound-audio.js';
import type { SessionCodec } from './session-codec.js';

/** What a session needs of the bus. */
export type AudioBus = Pick<Bus, 'publishAudio' | 'subscribeAudio'>;

export interface CodecSessionOptions {
  bus: AudioBus;
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
  private readonly inbound: InboundAudio;
  private readonly outbound: OutboundAudio;
  private readonly listeners: Listener[];
  private readonly ageIn;
  private readonly ageOut;
  private nextPacket = 0;
  private broken = false;

  constructor(private readonly options: CodecSessionOptions) {
    const { bus, sessionId, codec, bitrate, metrics } = options;
    this.ageIn = metrics.frameAgeSeconds.labels({ direction: 'in' });
    this.ageOut = metrics.frameAgeSeconds.labels({ direction: 'out' });
    this.inbound = new InboundAudio(metrics);
    this.outbound = new OutboundAudio(bitrate, metrics);
    this.listeners = [
      bus.subscribeAudio('opusIn', sessionId, (bytes, stamp) =>
        this.guarded(() => this.receive(packetsFromBytes(bytes), stamp)),
      ),
      bus.subscribeAudio(codec.outSubject, sessionId, (payload, stamp) =>
        this.guarded(() => codec.decode(payload, (frame) => this.send(frame, stamp))),
      ),
    ];
  }

  /** To be called about once a frame. */
  tick(): void {
    this.guarded(() => this.passOn(this.inbound.tick(performance.now())));
  }

  async close(): Promise<void> {
    for (const listener of this.listeners.reverse()) await listener.close();
    this.options.codec.close();
  }

  private receive(packets: Uint8Array[], { sequence, arrivedAt }: AudioStamp): void {
    for (const [index, packet] of packets.entries()) {
      const stamp = { sequence: sequence + index, arrivedAt };
      this.passOn(this.inbound.push(packet, stamp, performance.now()));
    }
  }

  private passOn(frames: StampedFrame[]): void {
    for (const frame of frames) this.passOnFrame(frame);
  }

  private passOnFrame({ samples, stamp }: StampedFrame): void {
    const { bus, sessionId, codec } = this.options;
    // The recogniser takes PCM, whatever the engine takes.
    if (codec.inSubject !== 'pcmIn')
      bus.publishAudio('pcmIn', sessionId, pcmToBytes(samples), stamp);
    codec.encode(samples, (payload) => {
      bus.publishAudio(codec.inSubject, sessionId, payload, stamp);
      this.ageIn.observe(secondsSince(stamp.arrivedAt));
    });
  }

  private send(frame: Int16Array, { arrivedAt }: AudioStamp): void {
    const { bus, sessionId } = this.options;
    const packets = this.outbound.encode(frame);
    if (packets.length === 0) return;
    const stamp = { sequence: this.nextPacket, arrivedAt };
    this.nextPacket += packets.length;
    bus.publishAudio('opusOut', sessionId, packetsToBytes(packets), stamp);
    // the agent may speak before the user does
    if (arrivedAt > 0) this.ageOut.observe(secondsSince(arrivedAt));
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

function secondsSince(epochMs: number): number {
  return (Date.now() - epochMs) / 1_000;
}
