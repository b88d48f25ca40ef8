import { OggOpusWriter } from '@parley/audio';
import type { ChatQuery } from '@parley/protocol';

/** The form in which a client wants its audio: the payloads of 0x01 messages. */
export interface AudioContainer {
  /** Sent right after the handshake. */
  headers(): Uint8Array[];
  messagesOf(packets: readonly Uint8Array[]): Uint8Array[];
}

export function audioContainerFor({ audio }: Pick<ChatQuery, 'audio'>): AudioContainer {
  return audio === 'opus' ? new BarePackets() : new OggPages();
}

class BarePackets implements AudioContainer {
  headers(): Uint8Array[] {
    return [];
  }

  messagesOf(packets: readonly Uint8Array[]): Uint8Array[] {
    return [...packets];
  }
}

/** 80 ms in packets of 20 ms: what an engine emits at once. */
const PACKETS_PER_PAGE = 4;

/** Known clients look for whole pages in each message. */
class OggPages implements AudioContainer {
  private readonly writer = new OggOpusWriter();

  headers(): Uint8Array[] {
    return pagesOf(this.writer.headers());
  }

  messagesOf(packets: readonly Uint8Array[]): Uint8Array[] {
    const pages = [];
    for (let i = 0; i < packets.length; i += PACKETS_PER_PAGE)
      pages.push(this.writer.page(packets.slice(i, i + PACKETS_PER_PAGE)));
    return pages;
  }
}

const PAGE_HEADER_BYTES = 27;

/** Cuts a run of whole Ogg pages: the last byte of a page's header counts the segment lengths that follow it. */
function pagesOf(bytes: Uint8Array): Uint8Array[] {
  const pages = [];
  for (let start = 0; start < bytes.length;) {
    const bodyStart = start + PAGE_HEADER_BYTES + (bytes[start + PAGE_HEADER_BYTES - 1] ?? 0);
    const segments = bytes.subarray(start + PAGE_HEADER_BYTES, bodyStart);
    const end = bodyStart + segments.reduce((sum, length) => sum + length, 0);
    pages.push(bytes.subarray(start, end));
    start = end;
  }
  return pages;
}
