import { OGG_FLAGS, writeOggPage } from './ogg-page.js';
import { opusPacketDurationMs } from './opus-packet.js';

const SAMPLE_RATE_HZ = 24_000;
/** Granule positions count samples at 48 kHz, whatever the rate of the input (RFC 7845 section 4). */
const GRANULES_PER_MS = 48;
/** Look-ahead of libopus at 24 kHz, 6.5 ms: what a decoder is to drop at the start. */
const PRE_SKIP_GRANULES = 312;
const VENDOR = 'parley';

/**
 * Writes one Ogg Opus stream (RFC 7845), 24 kHz mono, page by page as packets come. Every call returns
 * whole pages; the caller decides how many packets share one.
 */
export class OggOpusWriter {
  private readonly serial = Math.floor(Math.random() * 2 ** 32);
  private nextPage = 0;
  private granulePosition = 0n;

  /** The two header pages, numbered 0 and 1. They come first, once. */
  headers(): Uint8Array {
    const head = this.write(OGG_FLAGS.beginOfStream, [opusHead()]);
    const tags = this.write(0, [opusTags()]);
    return Uint8Array.of(...head, ...tags);
  }

  /**
   * One page of whole packets.
   * @throws MalformedAudio when one is no Opus packet, RangeError when they do not fit a page.
   */
  page(packets: Uint8Array[]): Uint8Array {
    const durationMs = packets.reduce((sum, packet) => sum + opusPacketDurationMs(packet), 0);
    this.granulePosition += BigInt(durationMs * GRANULES_PER_MS);
    return this.write(0, packets);
  }

  /** The empty page that ends the stream. */
  end(): Uint8Array {
    return this.write(OGG_FLAGS.endOfStream, []);
  }

  private write(flags: number, packets: Uint8Array[]): Uint8Array {
    const { serial, granulePosition } = this;
    return writeOggPage({ flags, granulePosition, serial, number: this.nextPage++ }, packets);
  }
}

function opusHead(): Uint8Array {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  head.set(new TextEncoder().encode('OpusHead'));
  head[8] = 1; // version
  head[9] = 1; // channels
  view.setUint16(10, PRE_SKIP_GRANULES, true);
  view.setUint32(12, SAMPLE_RATE_HZ, true);
  return head; // gain 0, mapping family 0
}

function opusTags(): Uint8Array {
  const vendor = new TextEncoder().encode(VENDOR);
  const tags = new Uint8Array(16 + vendor.length);
  const view = new DataView(tags.buffer);
  tags.set(new TextEncoder().encode('OpusTags'));
  view.setUint32(8, vendor.length, true);
  tags.set(vendor, 12);
  return tags; // no comments
}
