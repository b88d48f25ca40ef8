import { concatBytes, startsWith } from './bytes.js';
import { ELEMENT } from './ebml.js';
import { MalformedAudio } from './errors.js';
import { OggOpusDemuxer } from './ogg-opus-demuxer.js';
import { OGG_CAPTURE_PATTERN } from './ogg-page.js';
import { readOpusPacketLayout } from './opus-packet.js';
import { WebmOpusDemuxer } from './webm-opus-demuxer.js';

/** Minutes of speech: no live client comes near it. */
export const MAX_AUDIO_MESSAGE_BYTES = 2 ** 20;

const EBML_MAGIC = new Uint8Array(new Uint32Array([ELEMENT.ebml]).buffer).reverse();
const EMPTY = new Uint8Array();

interface Demuxer {
  readonly skippedBytes: number;
  push(bytes: Uint8Array): Uint8Array[];
}

/**
 * Whole Opus packets out of whatever a client sends over a WebSocket: an Ogg stream, a WebM stream, or
 * bare packets (one message, one packet), told apart by the first bytes. No magic number of a container,
 * and no part of one, is a valid Opus packet, so bare packets need no mode: each message is looked at
 * anew until a container is recognised.
 */
export class OpusStreamReader {
  private demuxer: Demuxer | undefined;
  /** A message too short to tell: the beginning of a magic number. */
  private undecided: Uint8Array = EMPTY;
  private skippedBefore = 0;

  /** Bytes so far of which nothing could be made. */
  get skippedBytes(): number {
    return this.skippedBefore + (this.demuxer?.skippedBytes ?? 0);
  }

  /**
   * Takes one message and returns the packets that it completes, each an array of its own.
   * @throws MalformedAudio when the message makes no sense or is too large; the reader can be used on.
   */
  push(message: Uint8Array): Uint8Array[] {
    if (message.length > MAX_AUDIO_MESSAGE_BYTES) throw this.tooLarge(message);
    const bytes = this.undecided.length > 0 ? concatBytes(this.undecided, message) : message;
    this.undecided = EMPTY;
    try {
      this.demuxer ??= recognise(bytes);
      return this.demuxer ? this.demuxer.push(bytes) : this.barePacket(bytes);
    } catch (error) {
      this.beginAnew(bytes);
      throw error;
    }
  }

  private tooLarge({ length }: Uint8Array): MalformedAudio {
    this.skippedBefore += length;
    return new MalformedAudio(
      `An audio message had ${length} bytes, and ${MAX_AUDIO_MESSAGE_BYTES} is the most.`,
    );
  }

  private barePacket(bytes: Uint8Array): Uint8Array[] {
    if (isBeginningOfMagic(bytes)) {
      this.undecided = bytes.slice();
      return [];
    }
    readOpusPacketLayout(bytes);
    return [bytes.slice()];
  }

  private beginAnew(bytes: Uint8Array): void {
    this.skippedBefore = this.skippedBytes + bytes.length;
    this.demuxer = undefined;
  }
}

/** Ogg is also recognised after bytes that belong to a page whose start was missed. */
function recognise(bytes: Uint8Array): Demuxer | undefined {
  if (startsWith(bytes, EBML_MAGIC)) return new WebmOpusDemuxer();
  const page = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(
    OGG_CAPTURE_PATTERN,
  );
  return page >= 0 ? new OggOpusDemuxer() : undefined;
}

function isBeginningOfMagic(bytes: Uint8Array): boolean {
  return [OGG_CAPTURE_PATTERN, EBML_MAGIC].some((magic) => startsWith(magic, bytes));
}
