import { Decoder } from '@evan/opus';
import { isOpusPacket, readOpusPacketLayout } from '@parley/audio';
import { pcmFromBytes } from '@parley/protocol';

const SAMPLE_RATE_HZ = 24_000;
/** Configuration and channel bits of a TOC byte; the two others say how many frames follow. */
const TOC_WITHOUT_FRAME_COUNT = 0b1111_1100;
/** Until the first packet: 20 ms, full band, mono. */
const FIRST_GUESS = { toc: 0xf8, frameMs: 20, durationMs: 20 };

export interface Decoded {
  /** 24 kHz mono. */
  samples: Int16Array;
  /** True when the packet could not be decoded and the samples are a guess. */
  concealed: boolean;
}

/** An Opus decoder (24 kHz mono) that fills in for packets that are lost or damaged. */
export class ConcealingDecoder {
  private readonly decoder = new Decoder({ channels: 1, sample_rate: SAMPLE_RATE_HZ });
  private last = FIRST_GUESS;

  /** Duration of the last packet that could be decoded. */
  get lastDurationMs(): number {
    return this.last.durationMs;
  }

  decode(packet: Uint8Array): Decoded {
    const layout = isOpusPacket(packet) ? readOpusPacketLayout(packet) : undefined;
    const samples = layout && this.tryDecode(packet);
    if (!samples) {
      const concealed = this.conceal(layout?.durationMs ?? this.lastDurationMs);
      return { samples: concealed, concealed: true };
    }
    const toc = (packet[0] as number) & TOC_WITHOUT_FRAME_COUNT;
    this.last = { toc, frameMs: layout.frameMs, durationMs: layout.durationMs };
    return { samples, concealed: false };
  }

  /**
   * What may have been said in the time that is missing, fading out after some 100 ms. A packet with a TOC
   * byte and no coded frame asks libopus for just that (RFC 6716 section 3.2.1).
   */
  conceal(durationMs: number): Int16Array {
    const frameCount = Math.max(1, Math.round(durationMs / this.last.frameMs));
    const emptyPacket = Uint8Array.of(this.last.toc);
    const frames = Array.from({ length: frameCount }, () => this.tryDecode(emptyPacket) ?? NOTHING);
    return concatSamples(frames);
  }

  private tryDecode(packet: Uint8Array): Int16Array | undefined {
    try {
      return pcmFromBytes(this.decoder.decode(packet));
    } catch {
      return undefined; // libopus names no reason beyond "invalid packet"
    }
  }
}

const NOTHING = new Int16Array();

function concatSamples(parts: Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
