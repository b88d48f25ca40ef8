import { describe, expect, it } from 'vitest';
import { ELEMENT } from './ebml.js';
import { MalformedAudio } from './errors.js';
import { tonePackets, webmStream } from './testing/index.js';
import { MAX_PASSED_ELEMENT_BYTES, WebmOpusDemuxer } from './webm-opus-demuxer.js';

const PACKETS = tonePackets(100);
const STREAM = await webmStream(PACKETS);

const VOID = 0xec;
const TIMESTAMP = 0xe7;
const BLOCK_DURATION = 0x9b;
const TRACK_TYPE = 0x83;

/** An element by hand; without content its size is "unknown". */
function element(id: number, ...content: (Uint8Array | number)[]): Uint8Array {
  const body = Buffer.concat(
    content.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : part)),
  );
  const marker = 2n ** 56n;
  const sizeBytes = Buffer.alloc(8);
  sizeBytes.writeBigUInt64BE(marker + (content.length > 0 ? BigInt(body.length) : marker - 1n));
  const idBytes = Buffer.from(id.toString(16), 'hex');
  return Uint8Array.from(Buffer.concat([idBytes, sizeBytes, body]));
}

const block = (track: number, packet: Uint8Array, flags = 0) =>
  Buffer.concat([Uint8Array.of(0x80 | track, 0, 0, flags), packet]);
const trackEntry = (number: number, codecId: string) =>
  element(
    ELEMENT.trackEntry,
    element(ELEMENT.trackNumber, number),
    element(TRACK_TYPE, 2),
    element(ELEMENT.codecId, Buffer.from(codecId)),
  );
const header = (...entries: Uint8Array[]) =>
  Buffer.concat([
    element(ELEMENT.ebml, 0),
    element(ELEMENT.segment),
    element(ELEMENT.tracks, ...entries),
  ]);
const [packet, nextPacket] = PACKETS as [Uint8Array, Uint8Array];

describe('a live WebM stream', () => {
  it('gives every packet as soon as its block is whole, not when its cluster is', () => {
    const demuxer = new WebmOpusDemuxer();
    const given: number[] = [];
    for (let i = 0; i < STREAM.length; i++)
      if (demuxer.push(STREAM.subarray(i, i + 1)).length > 0) given.push(i);
    const ends = PACKETS.map((_, i) =>
      Buffer.from(STREAM).indexOf(PACKETS[i] as Uint8Array, given[i - 1]),
    );
    expect(given).toEqual(ends.map((start, i) => start + (PACKETS[i] as Uint8Array).length - 1));
  });

  it('may go on in a second recording with a track number of its own', () => {
    const demuxer = new WebmOpusDemuxer();
    demuxer.push(STREAM);
    demuxer.push(header(trackEntry(5, 'A_OPUS')));
    const cluster = Buffer.concat([
      element(ELEMENT.cluster),
      element(ELEMENT.simpleBlock, block(5, packet)),
    ]);
    expect(demuxer.push(cluster)).toEqual([packet]);
  });

  it('may hold clusters of known size, block groups and elements that nobody knows', () => {
    const cluster = element(
      ELEMENT.cluster,
      element(TIMESTAMP, 0),
      element(VOID, new Uint8Array(500)),
      element(
        ELEMENT.blockGroup,
        element(ELEMENT.block, block(1, packet)),
        element(BLOCK_DURATION, 20),
      ),
      element(ELEMENT.simpleBlock, block(1, nextPacket)),
    );
    const demuxer = new WebmOpusDemuxer();
    demuxer.push(header(trackEntry(1, 'A_OPUS')));
    expect(demuxer.push(cluster)).toEqual([packet, nextPacket]);
  });

  it('is read from its first Opus track only', () => {
    const demuxer = new WebmOpusDemuxer();
    demuxer.push(header(trackEntry(1, 'V_VP9'), trackEntry(2, 'A_OPUS'), trackEntry(3, 'A_OPUS')));
    const videoFrame = element(ELEMENT.simpleBlock, block(1, new Uint8Array(200_000)));
    const blocks = [3, 1, 2].map((track) => element(ELEMENT.simpleBlock, block(track, packet)));
    expect(demuxer.push(element(ELEMENT.cluster, videoFrame, ...blocks))).toEqual([packet]);
  });

  it('leaves out a block that cannot be Opus, and counts it', () => {
    const demuxer = new WebmOpusDemuxer();
    demuxer.push(header(trackEntry(1, 'A_OPUS')));
    const wrong = element(ELEMENT.simpleBlock, block(1, Uint8Array.of(0xff, 0)));
    const cutOff = element(ELEMENT.simpleBlock, 0x81, 0);
    const right = element(ELEMENT.simpleBlock, block(1, packet));
    expect(demuxer.push(element(ELEMENT.cluster, wrong, cutOff, right))).toEqual([packet]);
    expect(demuxer.skippedBytes).toBe(6 + 2);
  });
});

describe('a WebM stream that cannot be used', () => {
  const refused = (bytes: Uint8Array) => expect(() => new WebmOpusDemuxer().push(bytes));

  it('is refused when it has no Opus track', () => {
    const stream = Buffer.concat([header(trackEntry(1, 'A_VORBIS')), element(ELEMENT.cluster)]);
    refused(stream).toThrow('The WebM stream has no Opus audio track.');
  });

  it('is refused when blocks are laced', () => {
    const laced = element(ELEMENT.simpleBlock, block(1, packet, 0b010));
    refused(Buffer.concat([header(trackEntry(1, 'A_OPUS')), laced])).toThrow(MalformedAudio);
  });

  it('is refused when an element is larger than any in a live stream', () => {
    const huge = element(VOID, new Uint8Array(MAX_PASSED_ELEMENT_BYTES + 1));
    refused(Buffer.concat([header(), huge])).toThrow('cannot be read on');
  });

  it('is refused when its bytes are no elements', () => {
    refused(Buffer.concat([header(), new Uint8Array(20)])).toThrow('cannot be read on');
  });
});
