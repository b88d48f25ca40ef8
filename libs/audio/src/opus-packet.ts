import { MalformedAudio } from './errors.js';

/** RFC 6716 section 3.2.1: no frame is longer, whatever its mode. */
export const MAX_OPUS_FRAME_BYTES = 1275;
/** RFC 6716 section 3.2.5: no packet lasts longer. */
export const MAX_OPUS_PACKET_MS = 120;
/** 48 frames of 2.5 ms, each with a length of two bytes, after TOC and frame count. */
export const MAX_OPUS_PACKET_BYTES = 48 * (MAX_OPUS_FRAME_BYTES + 2) + 2;

const SILK_FRAME_MS = [10, 20, 40, 60];
const HYBRID_FRAME_MS = [10, 20];
const CELT_FRAME_MS = [2.5, 5, 10, 20];

export interface OpusPacketLayout {
  /** Duration of one frame. */
  frameMs: number;
  frameCount: number;
  /** Duration of the whole packet. */
  durationMs: number;
}

/**
 * Reads the TOC byte and the frame lengths and holds them to the rules R1 to R7 of RFC 6716 section 3.4.
 * The coded frames themselves are not looked at: only a decoder can judge them.
 * @throws MalformedAudio when these bytes cannot be an Opus packet.
 */
export function readOpusPacketLayout(packet: Uint8Array): OpusPacketLayout {
  const toc = packet[0];
  if (toc === undefined) throw malformed('it is empty');
  const frameMs = frameMsOf(toc);
  const frameCount = frameCountOf(packet, toc & 0b11);
  const durationMs = frameMs * frameCount;
  if (durationMs > MAX_OPUS_PACKET_MS)
    throw malformed(`it would last ${durationMs} ms, and ${MAX_OPUS_PACKET_MS} ms is the most`);
  checkFrameLengths(packet, toc & 0b11, frameCount);
  return { frameMs, frameCount, durationMs };
}

/**
 * How long a packet sounds, in milliseconds.
 * @throws MalformedAudio when these bytes cannot be an Opus packet.
 */
export function opusPacketDurationMs(packet: Uint8Array): number {
  return readOpusPacketLayout(packet).durationMs;
}

export function isOpusPacket(bytes: Uint8Array): boolean {
  try {
    readOpusPacketLayout(bytes);
    return true;
  } catch {
    return false;
  }
}

function frameMsOf(toc: number): number {
  const configuration = toc >> 3;
  if (configuration < 12) return SILK_FRAME_MS[configuration % 4] as number;
  if (configuration < 16) return HYBRID_FRAME_MS[configuration % 2] as number;
  return CELT_FRAME_MS[configuration % 4] as number;
}

function frameCountOf(packet: Uint8Array, code: number): number {
  if (code < 3) return code === 0 ? 1 : 2;
  const count = (packet[1] ?? 0) & 0b11_1111;
  if (count === 0) throw malformed('its frame count is missing');
  return count;
}

function checkFrameLengths(packet: Uint8Array, code: number, frameCount: number): void {
  if (code === 0) return checkEqualFrames(packet.length - 1, 1);
  if (code === 1) return checkEqualFrames(packet.length - 1, 2);
  if (code === 2) return checkListedFrames(packet, 1, packet.length, 2);
  const flags = packet[1] as number;
  const { start, paddingBytes } = (flags & 0x40) !== 0 ? readPadding(packet) : NO_PADDING;
  const end = packet.length - paddingBytes;
  if ((flags & 0x80) !== 0) checkListedFrames(packet, start, end, frameCount);
  else checkEqualFrames(end - start, frameCount);
}

const NO_PADDING = { start: 2, paddingBytes: 0 };

/** A padding length of 255 means 254 bytes and another length to follow. */
function readPadding(packet: Uint8Array): { start: number; paddingBytes: number } {
  let paddingBytes = 0;
  for (let start = 2; start < packet.length;) {
    const length = packet[start++] as number;
    paddingBytes += Math.min(length, 254);
    if (length < 255) return { start, paddingBytes };
  }
  throw malformed('its padding has no end');
}

function checkEqualFrames(bytes: number, frameCount: number): void {
  if (bytes < 0 || bytes % frameCount !== 0)
    throw malformed('its frames do not fill it in equal parts');
  checkFrameLength(bytes / frameCount);
}

/** All frames but the last have their length written before the first. */
function checkListedFrames(packet: Uint8Array, start: number, end: number, count: number): void {
  let listedBytes = 0;
  let position = start;
  for (let frame = 0; frame < count - 1; frame++) {
    const first = packet[position++] ?? Infinity;
    const length = first < 252 ? first : first + 4 * (packet[position++] ?? Infinity);
    checkFrameLength(length);
    listedBytes += length;
  }
  const lastBytes = end - position - listedBytes;
  if (lastBytes < 0) throw malformed('it is shorter than its frames');
  checkFrameLength(lastBytes);
}

function checkFrameLength(bytes: number): void {
  if (bytes === Infinity) throw malformed('it ends within a frame length');
  if (bytes > MAX_OPUS_FRAME_BYTES)
    throw malformed(`a frame has ${bytes} bytes, and ${MAX_OPUS_FRAME_BYTES} is the most`);
}

function malformed(reason: string): MalformedAudio {
  return new MalformedAudio(`This is not an Opus packet: ${reason}.`);
}
