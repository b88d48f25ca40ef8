import { ByteQueue } from './byte-queue.js';
import { startsWith } from './bytes.js';
import { MalformedAudio } from './errors.js';
import { LogicalOggStream } from './ogg-logical-stream.js';
import {
  MAX_OGG_PAGE_BYTES,
  OGG_CAPTURE_PATTERN,
  OGG_FLAGS,
  readOggPage,
  type OggPage,
} from './ogg-page.js';
import { isOpusPacket } from './opus-packet.js';

/** After so many bytes without one whole page, this is no Ogg stream any more. */
export const MAX_BYTES_BETWEEN_PAGES = 8 * MAX_OGG_PAGE_BYTES;

const OPUS_HEAD = new TextEncoder().encode('OpusHead');
const OPUS_TAGS = new TextEncoder().encode('OpusTags');

/**
 * Opus packets out of Ogg pages (RFC 7845) that arrive in pieces. It finds the pages again after garbage,
 * takes a stream up in the middle, follows chained streams, and looks at no granule position.
 * Holds at most one page and one packet.
 */
export class OggOpusDemuxer {
  private readonly queue = new ByteQueue();
  private stream: LogicalOggStream | undefined;
  private foreignSerial: number | undefined;
  private bytesSincePage = 0;
  /** Bytes of which nothing could be made. */
  skippedBytes = 0;

  /** @throws MalformedAudio when the stream carries something else than Opus, or nothing but garbage. */
  push(bytes: Uint8Array): Uint8Array[] {
    this.queue.append(bytes);
    const packets: Uint8Array[] = [];
    for (let page = this.nextPage(); page; page = this.nextPage()) {
      for (const packet of this.packetsOf(page)) if (this.isAudio(packet)) packets.push(packet);
    }
    return packets;
  }

  private nextPage(): OggPage | undefined {
    for (;;) {
      this.skipToCapturePattern();
      const page = readOggPage(this.queue.peek());
      if (page === 'incomplete') return undefined;
      if (page !== 'corrupt') return this.takePage(page);
      // Its checksum may have cost as much as that of the largest page, so it counts as one.
      this.countGarbage(1, MAX_OGG_PAGE_BYTES);
    }
  }

  private takePage(page: OggPage): OggPage {
    this.queue.skip(page.bytes);
    this.bytesSincePage = 0;
    return page;
  }

  private skipToCapturePattern(): void {
    const waiting = this.queue.peek();
    let start = waiting.indexOf(OGG_CAPTURE_PATTERN[0] as number);
    while (start >= 0 && !startsLikePage(waiting, start))
      start = waiting.indexOf(OGG_CAPTURE_PATTERN[0] as number, start + 1);
    const garbage = start < 0 ? waiting.length : start;
    if (garbage > 0) this.countGarbage(garbage, garbage);
  }

  private countGarbage(bytes: number, cost: number): void {
    this.queue.skip(bytes);
    this.skippedBytes += bytes;
    this.bytesSincePage += cost;
    if (this.bytesSincePage > MAX_BYTES_BETWEEN_PAGES)
      throw new MalformedAudio('The audio began as an Ogg stream but no valid page follows.');
  }

  private packetsOf(page: OggPage): Uint8Array[] {
    const stream = this.streamOf(page);
    if (stream) return stream.accept(page);
    this.skippedBytes += page.bytes;
    return [];
  }

  private streamOf(page: OggPage): LogicalOggStream | undefined {
    if ((page.flags & OGG_FLAGS.beginOfStream) !== 0) return this.begin(page);
    if (page.serial === this.stream?.serial) return this.stream;
    const mayTakeUp = !this.stream || this.stream.ended;
    if (!mayTakeUp || page.serial === this.foreignSerial) return undefined;
    this.stream = new LogicalOggStream(page.serial);
    return this.stream;
  }

  private begin(page: OggPage): LogicalOggStream | undefined {
    if (startsWith(page.pieces[0], OPUS_HEAD)) {
      this.stream = new LogicalOggStream(page.serial);
      return this.stream;
    }
    this.foreignSerial = page.serial;
    if (this.stream) return undefined;
    throw new MalformedAudio('The Ogg stream does not hold Opus audio; send Opus.');
  }

  private isAudio(packet: Uint8Array): boolean {
    if (startsWith(packet, OPUS_HEAD) || startsWith(packet, OPUS_TAGS)) return false;
    if (isOpusPacket(packet)) return true;
    this.skippedBytes += packet.length;
    return false;
  }
}

/** True when the capture pattern stands at `start`, as far as the bytes go. */
function startsLikePage(bytes: Uint8Array, start: number): boolean {
  return OGG_CAPTURE_PATTERN.every(
    (byte, i) => start + i >= bytes.length || bytes[start + i] === byte,
  );
}
