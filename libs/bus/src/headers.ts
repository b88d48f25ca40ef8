import { headers, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { HEADERS } from '@parley/protocol';

export interface AudioStamp {
  /** Number of the frame, or of the first packet, in its session, from 0. */
  sequence: number;
  /** Arrival of the newest audio in it at the gateway, milliseconds since the epoch. */
  arrivedAt: number;
}

/** The trace that a message belongs to, if any. */
export interface Traced {
  /** W3C trace context of the work that sent it. */
  traceparent?: string | undefined;
}

export function stampedHeaders({ sequence, arrivedAt }: AudioStamp): { headers: MsgHdrs } {
  const stamped = headers();
  stamped.set(HEADERS.sequence, String(sequence));
  stamped.set(HEADERS.arrivedAt, String(arrivedAt));
  return { headers: stamped };
}

export function stampOf(message: Msg): AudioStamp {
  return {
    sequence: Number(message.headers?.get(HEADERS.sequence) ?? 0),
    arrivedAt: Number(message.headers?.get(HEADERS.arrivedAt) ?? 0),
  };
}

/** No headers at all where nothing is traced. */
export function traceHeaders({ traceparent }: Traced = {}): { headers?: MsgHdrs } {
  if (!traceparent) return {};
  const traced = headers();
  traced.set(HEADERS.traceparent, traceparent);
  return { headers: traced };
}

export function traceOf(message: Msg): Traced {
  return { traceparent: message.headers?.get(HEADERS.traceparent) || undefined };
}
