import { describe, expect, it } from 'vitest';
import {
  decodeFrame,
  encodeFrame,
  MalformedFrame,
  WIRE,
  type Dialect,
  type Frame,
} from './wire.js';

const FRAMES: Record<Dialect, Frame[]> = {
  parley: [
    { kind: 'handshake' },
    { kind: 'audio', bytes: Uint8Array.of(1, 2, 3) },
    { kind: 'text', text: 'grüße' },
    { kind: 'error', message: 'All voices are busy.' },
    { kind: 'metadata', json: { type: 'state', state: 'listening' } },
    { kind: 'ping' },
  ],
  moshi: [
    { kind: 'handshake', protocolVersion: 0, modelVersion: 7 },
    { kind: 'audio', bytes: Uint8Array.of(1, 2, 3) },
    { kind: 'text', text: 'hi' },
    { kind: 'control', action: 'endTurn' },
    { kind: 'error', message: 'All voices are busy.' },
    { kind: 'metadata', json: [1] },
    { kind: 'ping' },
  ],
};

describe.each(['parley', 'moshi'] as const)('the %s dialect', (dialect) => {
  it.each(FRAMES[dialect])('reads back the $kind message it wrote', (frame) => {
    expect(decodeFrame(encodeFrame(frame, dialect), dialect)).toEqual(frame);
  });

  it('has one row for each byte and each kind', () => {
    const rows = WIRE[dialect];
    expect(new Set(rows.map((row) => row.byte)).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row.kind)).size).toBe(rows.length);
    expect(FRAMES[dialect].map((frame) => frame.kind).sort()).toEqual(
      rows.map((row) => row.kind).sort(),
    );
  });
});

describe('the bytes on the wire', () => {
  it('has a handshake of one byte for PersonaPlex clients and of nine for Moshi clients', () => {
    expect(encodeFrame({ kind: 'handshake' })).toEqual(Uint8Array.of(0));
    expect(encodeFrame({ kind: 'handshake' }, 'moshi')).toHaveLength(9);
  });

  it('puts errors where each kind of client looks for them', () => {
    expect(encodeFrame({ kind: 'error', message: 'x' })[0]).toBe(0x03);
    expect(encodeFrame({ kind: 'error', message: 'x' }, 'moshi')[0]).toBe(0x05);
  });

  it('names a kind it does not know instead of failing', () => {
    expect(decodeFrame(Uint8Array.of(0x7f, 1))).toEqual({ kind: 'unknown', byte: 0x7f });
  });

  it('takes audio without a payload, as some clients send it', () => {
    expect(decodeFrame(Uint8Array.of(0x01))).toEqual({ kind: 'audio', bytes: new Uint8Array() });
  });

  it.each([
    ['an empty message', Uint8Array.of(), 'parley'],
    ['text that is not UTF-8', Uint8Array.of(0x02, 0xff), 'parley'],
    ['metadata that is not JSON', Uint8Array.of(0x04, 0x7b), 'parley'],
    ['a short Moshi handshake', Uint8Array.of(0x00, 1), 'moshi'],
    ['an unknown control', Uint8Array.of(0x03, 9), 'moshi'],
  ] as const)('refuses %s with a sentence', (_, bytes, dialect) => {
    expect(() => decodeFrame(bytes, dialect)).toThrow(MalformedFrame);
  });

  it('refuses to write a control to a client whose 0x03 means error', () => {
    expect(() => encodeFrame({ kind: 'control', action: 'start' })).toThrow(
      'The parley protocol has no control message.',
    );
  });
});
