import { OggOpusDecoder } from 'ogg-opus-decoder';
import { expect, it } from 'vitest';
import { MalformedAudio } from './errors.js';
import { OggOpusDemuxer } from './ogg-opus-demuxer.js';
import { OggOpusWriter } from './ogg-opus-writer.js';
import { OGG_FLAGS, readOggPage, type OggPage } from './ogg-page.js';
import { rmsDbfs } from './samples.js';
import { pagesOf, powerAt, tonePackets } from './testing/index.js';

const PACKETS = tonePackets(100);

function write(packets: Uint8Array[], perPage = 4): Uint8Array {
  const writer = new OggOpusWriter();
  const pages = [writer.headers()];
  for (let i = 0; i < packets.length; i += perPage)
    pages.push(writer.page(packets.slice(i, i + perPage)));
  return Uint8Array.from(Buffer.concat([...pages, writer.end()]));
}

const parsePages = (stream: Uint8Array) =>
  pagesOf(stream).map((page) => readOggPage(page) as OggPage);

it('numbers its two header pages 0 and 1 and marks the first as the beginning of the stream', () => {
  const [head, tags] = parsePages(new OggOpusWriter().headers()) as [OggPage, OggPage];
  expect(head).toMatchObject({ number: 0, flags: OGG_FLAGS.beginOfStream, granulePosition: 0n });
  expect(tags).toMatchObject({ number: 1, flags: 0, granulePosition: 0n, serial: head.serial });
  expect(Buffer.from(head.pieces[0] ?? []).toString('latin1')).toMatch(/^OpusHead\x01\x01/);
  expect(Buffer.from(tags.pieces[0] ?? []).toString('latin1')).toMatch(/^OpusTags/);
});

it('counts the granule position in samples at 48 kHz and ends the stream when told', () => {
  const pages = parsePages(write(PACKETS.slice(0, 8))).slice(2);
  expect(pages.map((page) => page.granulePosition)).toEqual([3_840n, 7_680n, 7_680n]);
  expect(pages.map((page) => page.flags)).toEqual([0, 0, OGG_FLAGS.endOfStream]);
  expect(pages.map((page) => page.number)).toEqual([2, 3, 4]);
});

it('gives every stream a serial number of its own', () => {
  const serials = Array.from(
    { length: 10 },
    () => parsePages(new OggOpusWriter().headers())[0]?.serial,
  );
  expect(new Set(serials).size).toBe(10);
});

it('is read back by our own demuxer, packets of 255 and 510 bytes included', () => {
  const exact = [255, 510, 254].map((length) => new Uint8Array(length).fill(0xf8));
  expect(new OggOpusDemuxer().push(write([...exact, ...PACKETS]))).toEqual([...exact, ...PACKETS]);
});

it('is understood by an independent decoder: the tone that was encoded comes out, as long as it was', async () => {
  const decoder = new OggOpusDecoder();
  await decoder.ready;
  const { channelData, sampleRate, errors } = await decoder.decodeFile(write(PACKETS));
  decoder.free();
  const samples = channelData[0] as Float32Array;
  expect(errors).toEqual([]);
  expect(sampleRate).toBe(48_000);
  expect(samples.length).toBe(2 * 48_000 - 312);
  expect(rmsDbfs(samples)).toBeCloseTo(-15.05, 0);
  expect(powerAt(440, samples, sampleRate)).toBeGreaterThan(0.95);
});

it('refuses to write what is no Opus packet', () => {
  expect(() => new OggOpusWriter().page([Uint8Array.of(0xff, 0)])).toThrow(MalformedAudio);
});
