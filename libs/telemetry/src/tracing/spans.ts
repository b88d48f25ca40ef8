import {
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
} from '@opentelemetry/api';

export type { Span };

/**
 * Spans of OpenTelemetry whose parent is always named. There is no context that travels by itself: keeping one makes each promise
 * and timer of a process dearer, those of the audio included. While tracing is off all of this does nothing.
 */
export interface SpanOptions {
  /** W3C `traceparent` of the work that this is a part of; a trace of its own when absent. */
  parent?: string | undefined;
  /** `traceparent` of work that led to this, though this is no part of it. */
  link?: string | undefined;
  kind?: keyof typeof KINDS;
  attributes?: Attributes;
  /** When it began, in milliseconds since the epoch; now when absent. */
  startedAt?: number;
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  /** Does what another service asked for. */
  server: SpanKind.SERVER,
  /** Waits for another service. */
  client: SpanKind.CLIENT,
  /** Does what a message led to, which nobody waits for. */
  consumer: SpanKind.CONSUMER,
} as const;

/** Begins a span, which must be ended. */
export function startSpan(name: string, options: SpanOptions = {}): Span {
  const { parent, link, kind = 'internal', attributes = {}, startedAt } = options;
  const start = {
    kind: KINDS[kind],
    attributes,
    links: linksTo(link),
    ...(startedAt === undefined ? {} : { startTime: new Date(startedAt) }),
  };
  return trace.getTracer('parley').startSpan(name, start, contextOf(parent));
}

/** A span around `work`; a failure is noted with the error's name, never with its words. */
export async function traced<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T> | T,
): Promise<T> {
  const span = startSpan(name, options);
  try {
    return await work(span);
  } catch (error) {
    markFailed(span, nameOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** The same around a stream: it ends when the stream does, or when nobody reads on. */
export async function* tracedStream<T>(
  name: string,
  options: SpanOptions,
  open: (span: Span) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const span = startSpan(name, options);
  try {
    yield* open(span);
  } catch (error) {
    markFailed(span, nameOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** A span of something that is over, both times in milliseconds since the epoch. */
export function recordSpan(
  name: string,
  { endedAt, ...options }: SpanOptions & { startedAt: number; endedAt: number },
): void {
  startSpan(name, options).end(new Date(endedAt));
}

/** @param kind one of few words, such as the name of an error */
export function markFailed(span: Span, kind: string): void {
  span.setAttribute('error.type', kind);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** What a message carries, so that its receiver can go on with this trace; undefined while tracing is off. */
export function traceparentOf(span: Span): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
  return carrier.traceparent;
}

/** For log lines of the same work: the 32 hex digits of the trace in a `traceparent`. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return traceparent?.split('-')[1];
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

function contextOf(traceparent: string | undefined): Context {
  return traceparent ? propagation.extract(ROOT_CONTEXT, { traceparent }) : ROOT_CONTEXT;
}

function linksTo(traceparent: string | undefined): Link[] {
  const context = trace.getSpanContext(contextOf(traceparent));
  return context ? [{ context }] : [];
}
