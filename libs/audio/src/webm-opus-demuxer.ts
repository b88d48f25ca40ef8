import { ByteQueue } from './byte-queue.js';
import { ELEMENT, readBlock, readElementHeader, readUnsigned, type ElementHeader } from './ebml.js';
import { MalformedAudio } from './errors.js';
import { isOpusPacket, MAX_OPUS_PACKET_BYTES } from './opus-packet.js';

/** Track number, time code and flags come before the packet. */
const MAX_OPUS_BLOCK_BYTES = MAX_OPUS_PACKET_BYTES + 12;
/** The largest block of another track, a video frame say, that is passed over. */
export const MAX_FOREIGN_BLOCK_BYTES = 4 * 2 ** 20;
/** The largest element of another kind. A live stream has none like it: a larger one means lost bytes. */
export const MAX_PASSED_ELEMENT_BYTES = 2 ** 16;
/** Numbers and codec names are much shorter. */
const MAX_FIELD_BYTES = 64;

const OPUS_CODEC_ID = 'A_OPUS';

/** Elements whose children are read as if they stood beside them: where a parent ends does not matter. */
const ENTERED = new Set<number>([
  ELEMENT.segment,
  ELEMENT.tracks,
  ELEMENT.trackEntry,
  ELEMENT.cluster,
  ELEMENT.blockGroup,
]);
const BLOCKS = new Set<number>([ELEMENT.simpleBlock, ELEMENT.block]);
const FIELDS = new Set<number>([ELEMENT.trackNumber, ELEMENT.codecId]);

/**
 * Opus packets out of a live WebM or Matroska stream, as MediaRecorder sends it: chunks cut anywhere,
 * segments and clusters of unknown size. Only the first Opus track is read. Holds at most one block.
 * (mediabunny, a fine library otherwise, waits for a whole cluster: a second of audio and more.)
 */
export class WebmOpusDemuxer {
  private readonly queue = new ByteQueue();
  private entry: { number?: number; codecId?: string } = {};
  private opusTrack: number | undefined;
  /** Rest of an element that is passed over. */
  private bytesToPass = 0;
  /** Bytes of which nothing could be made. */
  skippedBytes = 0;

  /** @throws MalformedAudio when this is not WebM any more, or holds no Opus track. */
  push(bytes: Uint8Array): Uint8Array[] {
    this.queue.append(bytes);
    const packets: Uint8Array[] = [];
    while (this.passOver() && this.readElement(packets));
    return packets;
  }

  /** Returns false while the element is not passed yet. */
  private passOver(): boolean {
    const passed = Math.min(this.bytesToPass, this.queue.length);
    this.queue.skip(passed);
    this.bytesToPass -= passed;
    return this.bytesToPass === 0;
  }

  /** Returns false when more bytes are needed. */
  private readElement(packets: Uint8Array[]): boolean {
    const header = readElementHeader(this.queue.peek());
    if (header === 'incomplete') return false;
    if (header === 'corrupt') throw brokenStream();
    if (ENTERED.has(header.id)) return this.enter(header);
    const size = this.sizeOf(header);
    if (!isWanted(header.id, size)) return this.pass(header, size);
    if (this.queue.length < header.headerBytes + size) return false;
    this.queue.skip(header.headerBytes);
    const content = this.queue.take(size);
    if (FIELDS.has(header.id)) this.readField(header.id, content);
    else packets.push(...this.packetIn(content));
    return true;
  }

  private enter({ id, headerBytes }: ElementHeader): boolean {
    if (id === ELEMENT.trackEntry) this.entry = {};
    if (id === ELEMENT.cluster && this.opusTrack === undefined)
      throw new MalformedAudio('The WebM stream has no Opus audio track.');
    this.queue.skip(headerBytes);
    return true;
  }

  private sizeOf({ id, size }: ElementHeader): number {
    const limit = BLOCKS.has(id) ? MAX_FOREIGN_BLOCK_BYTES : MAX_PASSED_ELEMENT_BYTES;
    if (size === undefined || size > limit) throw brokenStream();
    return size;
  }

  private pass({ id, headerBytes }: ElementHeader, size: number): boolean {
    if (id === ELEMENT.ebml) this.opusTrack = undefined; // a new recording follows
    if (BLOCKS.has(id)) this.skippedBytes += size;
    this.bytesToPass = headerBytes + size;
    return true;
  }

  private readField(id: number, content: Uint8Array): void {
    if (id === ELEMENT.trackNumber) this.entry.number = readUnsigned(content);
    else this.entry.codecId = new TextDecoder().decode(content).replace(/\0+$/, '');
    if (this.entry.codecId === OPUS_CODEC_ID) this.opusTrack ??= this.entry.number;
  }

  private packetIn(content: Uint8Array): Uint8Array[] {
    const block = readBlock(content);
    if (block && block.track !== this.opusTrack) return [];
    if (block?.laced) throw new MalformedAudio('WebM with laced blocks cannot be read here.');
    if (block && isOpusPacket(block.payload)) return [block.payload];
    this.skippedBytes += content.length;
    return [];
  }
}

function isWanted(id: number, size: number): boolean {
  return (
    (FIELDS.has(id) && size <= MAX_FIELD_BYTES) || (BLOCKS.has(id) && size <= MAX_OPUS_BLOCK_BYTES)
  );
}

function brokenStream(): MalformedAudio {
  return new MalformedAudio(
    'The audio began as WebM but cannot be read on: bytes are missing or wrong.',
  );
}
