/**
 * The WebSocket protocol of `/api/chat`: binary messages whose first byte is the kind.
 * Both directions are written from this table; `docs/protocol.md` is checked against it.
 */

/** `parley` is what PersonaPlex servers speak; `moshi` is moshi's `protocol.md`, chosen with `?protocol=moshi`. */
export type Dialect = 'parley' | 'moshi';

export type FrameKind = 'handshake' | 'audio' | 'text' | 'control' | 'metadata' | 'error' | 'ping';

export type PayloadForm = 'none' | 'versions' | 'bytes' | 'utf8' | 'json' | 'control';

export interface WireRow {
  readonly kind: FrameKind;
  readonly byte: number;
  readonly payload: PayloadForm;
  readonly sentBy: 'server' | 'client' | 'both';
  readonly meaning: string;
}

const COMMON: readonly WireRow[] = [
  {
    kind: 'audio',
    byte: 0x01,
    payload: 'bytes',
    sentBy: 'both',
    meaning: 'Opus audio: Ogg pages, WebM (to the server only) or bare packets',
  },
  {
    kind: 'text',
    byte: 0x02,
    payload: 'utf8',
    sentBy: 'server',
    meaning: 'a piece of what the voice is saying, whole characters only',
  },
  {
    kind: 'metadata',
    byte: 0x04,
    payload: 'json',
    sentBy: 'server',
    meaning: 'session, queue, transcripts, citations, timings; only with `?meta=1`',
  },
  {
    kind: 'ping',
    byte: 0x06,
    payload: 'none',
    sentBy: 'both',
    meaning: 'sent when nothing else was for 2 s: some clients close after 10 s of silence',
  },
];

export const WIRE: Readonly<Record<Dialect, readonly WireRow[]>> = {
  parley: [
    {
      kind: 'handshake',
      byte: 0x00,
      payload: 'none',
      sentBy: 'server',
      meaning: 'the prompts are fed, the model listens',
    },
    ...COMMON,
    {
      kind: 'error',
      byte: 0x03,
      payload: 'utf8',
      sentBy: 'server',
      meaning: 'one clear sentence; a close follows when the session cannot go on',
    },
  ],
  moshi: [
    {
      kind: 'handshake',
      byte: 0x00,
      payload: 'versions',
      sentBy: 'server',
      meaning: 'protocol and model version, two little-endian u32',
    },
    ...COMMON,
    {
      kind: 'control',
      byte: 0x03,
      payload: 'control',
      sentBy: 'client',
      meaning: 'start, endTurn, pause, restart: accepted and without effect in full duplex',
    },
    {
      kind: 'error',
      byte: 0x05,
      payload: 'utf8',
      sentBy: 'server',
      meaning: 'as 0x03 of the other dialect',
    },
  ],
};

export const CONTROL_ACTIONS = ['start', 'endTurn', 'pause', 'restart'] as const;
export type ControlAction = (typeof CONTROL_ACTIONS)[number];

export type Frame =
  | { kind: 'handshake'; protocolVersion?: number; modelVersion?: number }
  | { kind: 'audio'; bytes: Uint8Array }
  | { kind: 'text'; text: string }
  | { kind: 'control'; action: ControlAction }
  | { kind: 'metadata'; json: unknown }
  | { kind: 'error'; message: string }
  | { kind: 'ping' };

/** A kind this dialect does not know: to be ignored and counted. */
export interface UnknownFrame {
  kind: 'unknown';
  byte: number;
}

/** A message that breaks the protocol; `message` is fit to be shown to the client. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame';
}

/**
 * Writes one WebSocket message.
 * @throws MalformedFrame when the dialect has no such kind.
 */
export function encodeFrame(frame: Frame, dialect: Dialect = 'parley'): Uint8Array {
  const row = WIRE[dialect].find((candidate) => candidate.kind === frame.kind);
  if (!row) throw new MalformedFrame(`The ${dialect} protocol has no ${frame.kind} message.`);
  const payload = payloadOf(frame, row.payload);
  const message = new Uint8Array(1 + payload.length);
  message[0] = row.byte;
  message.set(payload, 1);
  return message;
}

/**
 * Reads one WebSocket message. The bytes of an audio frame are a view on `message`, not a copy.
 * @throws MalformedFrame when the message is empty or its payload does not have the kind's form.
 */
export function decodeFrame(
  message: Uint8Array,
  dialect: Dialect = 'parley',
): Frame | UnknownFrame {
  const byte = message[0];
  if (byte === undefined)
    throw new MalformedFrame('An empty message was received; the first byte must name its kind.');
  const row = WIRE[dialect].find((candidate) => candidate.byte === byte);
  return row ? frameOf(row, message.subarray(1)) : { kind: 'unknown', byte };
}

const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function payloadOf(frame: Frame, form: PayloadForm): Uint8Array {
  switch (frame.kind) {
    case 'handshake':
      return form === 'versions'
        ? versions(frame.protocolVersion ?? 0, frame.modelVersion ?? 0)
        : new Uint8Array();
    case 'audio':
      return frame.bytes;
    case 'text':
      return utf8.encode(frame.text);
    case 'error':
      return utf8.encode(frame.message);
    case 'metadata':
      return utf8.encode(JSON.stringify(frame.json));
    case 'control':
      return Uint8Array.of(CONTROL_ACTIONS.indexOf(frame.action));
    case 'ping':
      return new Uint8Array();
  }
}

function frameOf(row: WireRow, payload: Uint8Array): Frame {
  switch (row.kind) {
    case 'handshake':
      return row.payload === 'versions'
        ? { kind: 'handshake', ...readVersions(payload) }
        : { kind: 'handshake' };
    case 'audio':
      return { kind: 'audio', bytes: payload };
    case 'text':
      return { kind: 'text', text: readUtf8(row, payload) };
    case 'error':
      return { kind: 'error', message: readUtf8(row, payload) };
    case 'metadata':
      return { kind: 'metadata', json: readJson(row, payload) };
    case 'control':
      return { kind: 'control', action: readControl(payload) };
    case 'ping':
      return { kind: 'ping' };
  }
}

function versions(protocolVersion: number, modelVersion: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, protocolVersion, true);
  view.setUint32(4, modelVersion, true);
  return bytes;
}

function readVersions(payload: Uint8Array): { protocolVersion: number; modelVersion: number } {
  if (payload.length !== 8)
    throw new MalformedFrame(`A handshake carries 8 bytes, this one ${payload.length}.`);
  const view = new DataView(payload.buffer, payload.byteOffset, 8);
  return { protocolVersion: view.getUint32(0, true), modelVersion: view.getUint32(4, true) };
}

function readUtf8(row: WireRow, payload: Uint8Array): string {
  try {
    return strictUtf8.decode(payload);
  } catch {
    throw new MalformedFrame(`The ${row.kind} message is not valid UTF-8.`);
  }
}

function readJson(row: WireRow, payload: Uint8Array): unknown {
  try {
    return JSON.parse(readUtf8(row, payload));
  } catch (error) {
    if (error instanceof MalformedFrame) throw error;
    throw new MalformedFrame(`The ${row.kind} message is not valid JSON.`);
  }
}

function readControl(payload: Uint8Array): ControlAction {
  const action = payload.length === 1 ? CONTROL_ACTIONS[payload[0] as number] : undefined;
  if (!action) throw new MalformedFrame('A control message carries one byte from 0 to 3.');
  return action;
}
