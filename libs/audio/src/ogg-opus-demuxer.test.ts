import { describe, expect, it } from 'vitest';
import { MalformedAudio } from './errors.js';
import { MAX_BYTES_BETWEEN_PAGES, OggOpusDemuxer } from './ogg-opus-demuxer.js';
import { OGG_FLAGS, writeOggPage } from './ogg-page.js';
import { MAX_OPUS_PACKET_BYTES } from './opus-packet.js';
import { oggStream, pagesOf, randomBytes, seededRandom, tonePackets } from './testing/index.js';

const PACKETS = tonePackets(20);
const [HEAD, TAGS, ...AUDIO] = pagesOf(await oggStream(PACKETS)) as [
  Uint8Array,
  Uint8Array,
  ...Uint8Array[],
];

const join = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));

/** Lacing by hand, to make pages that only other muxers make. */
function rawPage(
  fields: { flags?: number; serial?: number; number: number },
  lacing: number[],
  body: Uint8Array,
) {
  const page = writeOggPage(
    { flags: 0, serial: 9, granulePosition: -1n, ...fields },
    lacing.map((length, i) => {
      const start = lacing.slice(0, i).reduce((sum, bytes) => sum + bytes, 0);
      return body.subarray(start, start + length);
    }),
  );
  return page;
}

describe('Ogg pages as clients send them', () => {
  it('holds two packets of 20 ms a page, and no header page is taken for audio', () => {
    const demuxer = new OggOpusDemuxer();
    expect(demuxer.push(join(HEAD, TAGS))).toEqual([]);
    expect(demuxer.push(AUDIO[0] as Uint8Array)).toEqual(PACKETS.slice(0, 2));
  });

  it('takes several pages in one message', () => {
    expect(new OggOpusDemuxer().push(join(HEAD, TAGS, ...AUDIO))).toEqual(PACKETS);
  });

  it('gives packets as soon as the last byte of their page is there', () => {
    const demuxer = new OggOpusDemuxer();
    const page = AUDIO[0] as Uint8Array;
    demuxer.push(join(HEAD, TAGS));
    expect(demuxer.push(page.subarray(0, -1))).toEqual([]);
    expect(demuxer.push(page.subarray(-1))).toEqual(PACKETS.slice(0, 2));
  });

  it('takes a stream up in the middle of a page, without its headers', () => {
    const demuxer = new OggOpusDemuxer();
    const cut = join(...AUDIO).subarray(50);
    expect(demuxer.push(cut)).toEqual(PACKETS.slice(2));
    expect(demuxer.skippedBytes).toBe((AUDIO[0] as Uint8Array).length - 50);
  });

  it('follows a chained stream with a serial number of its own', async () => {
    const demuxer = new OggOpusDemuxer();
    demuxer.push(join(HEAD, TAGS, ...AUDIO));
    expect(demuxer.push(await oggStream(PACKETS))).toEqual(PACKETS);
    expect(demuxer.skippedBytes).toBe(0);
  });

  it('does not mind granule positions that make no sense', () => {
    const pages = PACKETS.map((packet, i) =>
      writeOggPage({ flags: 0, serial: 1, number: i + 2, granulePosition: BigInt(-i * 1_000) }, [
        packet,
      ]),
    );
    expect(new OggOpusDemuxer().push(join(...pages))).toEqual(PACKETS);
  });
});

describe('packets that span pages', () => {
  const long = randomBytes(700, seededRandom(1)).fill(0xf8, 0, 1);
  const first = continuing(rawPage({ number: 2 }, [510], long));
  const rest = rawPage({ number: 3, flags: OGG_FLAGS.continued }, [190], long.subarray(510));

  /** Takes the segment of 0 away that ends the packet, so that it goes on in the next page. */
  function continuing(page: Uint8Array): Uint8Array {
    const segments = page[26] as number;
    const shorter = join(page.subarray(0, 26 + segments), page.subarray(27 + segments));
    shorter[26] = segments - 1;
    return withCrc(shorter);
  }

  it('are joined', () => {
    const demuxer = new OggOpusDemuxer();
    expect(demuxer.push(first)).toEqual([]);
    expect(demuxer.push(rest)).toEqual([long]);
  });

  it('are left out when the page with the beginning is missing', () => {
    expect(new OggOpusDemuxer().push(rest)).toEqual([]);
  });

  it('are left out when a page between is missing', () => {
    const demuxer = new OggOpusDemuxer();
    const late = rawPage({ number: 4, flags: OGG_FLAGS.continued }, [190], long.subarray(510));
    expect(demuxer.push(join(first, late))).toEqual([]);
  });

  it('are given up once they are larger than any Opus packet', () => {
    const demuxer = new OggOpusDemuxer();
    const body = new Uint8Array(255 * 254);
    const endless = (number: number) =>
      continuing(
        rawPage({ number, flags: number > 2 ? OGG_FLAGS.continued : 0 }, [body.length], body),
      );
    for (let number = 2; number * body.length < 4 * MAX_OPUS_PACKET_BYTES; number++)
      expect(demuxer.push(endless(number))).toEqual([]);
    expect(
      demuxer.push(rawPage({ number: 50 }, [PACKETS[0]?.length ?? 0], PACKETS[0] as Uint8Array)),
    ).toEqual([PACKETS[0]]);
  });
});

describe('damaged Ogg', () => {
  it('leaves out a page whose checksum is wrong and goes on with the next', () => {
    const damaged = (AUDIO[1] as Uint8Array).slice();
    damaged[60] = (damaged[60] as number) ^ 0xff;
    const demuxer = new OggOpusDemuxer();
    const packets = demuxer.push(
      join(HEAD, TAGS, AUDIO[0] as Uint8Array, damaged, AUDIO[2] as Uint8Array),
    );
    expect(packets).toEqual([...PACKETS.slice(0, 2), ...PACKETS.slice(4, 6)]);
    expect(demuxer.skippedBytes).toBe(damaged.length);
  });

  it('leaves out a truncated page and finds the next', () => {
    const demuxer = new OggOpusDemuxer();
    const truncated = (AUDIO[0] as Uint8Array).subarray(0, 70);
    expect(demuxer.push(join(HEAD, TAGS, truncated, ...AUDIO.slice(1)))).toEqual(PACKETS.slice(2));
    expect(demuxer.skippedBytes).toBe(70);
  });

  it('counts garbage between pages', () => {
    const demuxer = new OggOpusDemuxer();
    const garbage = new Uint8Array(300).fill(0x4f);
    expect(demuxer.push(join(HEAD, garbage, TAGS, ...AUDIO))).toEqual(PACKETS);
    expect(demuxer.skippedBytes).toBe(300);
  });

  it('gives up after too much garbage', () => {
    const demuxer = new OggOpusDemuxer();
    demuxer.push(HEAD);
    const push = () => demuxer.push(new Uint8Array(MAX_BYTES_BETWEEN_PAGES + 1));
    expect(push).toThrow('The audio began as an Ogg stream but no valid page follows.');
  });

  it('leaves out packets in a page that cannot be Opus', () => {
    const demuxer = new OggOpusDemuxer();
    const wrong = Uint8Array.of(0xff, 0);
    const page = rawPage(
      { number: 2 },
      [2, PACKETS[0]?.length ?? 0],
      join(wrong, PACKETS[0] as Uint8Array),
    );
    expect(demuxer.push(page)).toEqual([PACKETS[0]]);
    expect(demuxer.skippedBytes).toBe(2);
  });
});

describe('Ogg that is not ours', () => {
  const vorbisHead = writeOggPage(
    { flags: OGG_FLAGS.beginOfStream, serial: 77, number: 0, granulePosition: 0n },
    [Uint8Array.of(1, ...Buffer.from('vorbis'), 0, 0, 0, 0)],
  );

  it('is refused when it begins with another codec', () => {
    expect(() => new OggOpusDemuxer().push(vorbisHead)).toThrow(MalformedAudio);
  });

  it('is passed over when it runs beside the Opus stream', () => {
    const demuxer = new OggOpusDemuxer();
    const beside = rawPage({ serial: 77, number: 1 }, [3], Uint8Array.of(0xf8, 1, 2));
    expect(demuxer.push(join(HEAD, vorbisHead, TAGS, beside, ...AUDIO))).toEqual(PACKETS);
    expect(demuxer.skippedBytes).toBe(vorbisHead.length + beside.length);
  });
});

/** Writes the checksum anew, by the definition: bit by bit. */
function withCrc(page: Uint8Array): Uint8Array {
  page.fill(0, 22, 26);
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  new DataView(page.buffer, page.byteOffset).setInt32(22, crc, true);
  return page;
}
