import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const Attributes = z
  .array(
    z.object({
      key: z.string(),
      value: z.union([
        z.object({ stringValue: z.string() }).transform((each) => each.stringValue),
        z.object({ intValue: z.coerce.number() }).transform((each) => each.intValue),
        z.object({ doubleValue: z.number() }).transform((each) => each.doubleValue),
        z.object({ boolValue: z.boolean() }).transform((each) => each.boolValue),
      ]),
    }),
  )
  .default([])
  .transform((pairs) => Object.fromEntries(pairs.map(({ key, value }) => [key, value])));

const traceId = z.string().regex(/^[0-9a-f]{32}$/);
const spanId = z.string().regex(/^[0-9a-f]{16}$/);
const unixNano = z
  .string()
  .regex(/^\d{19}$/)
  .transform((nanoseconds) => Number(BigInt(nanoseconds) / 1_000n) / 1_000);

const Span = z.object({
  traceId,
  spanId,
  parentSpanId: z.union([spanId, z.literal('')]).optional(),
  name: z.string().min(1),
  kind: z.number().int().min(1).max(5),
  startTimeUnixNano: unixNano,
  endTimeUnixNano: unixNano,
  attributes: Attributes,
  events: z.array(z.object({ name: z.string(), timeUnixNano: unixNano })).default([]),
  links: z.array(z.object({ traceId, spanId })).default([]),
  status: z.object({ code: z.number().int().min(0).max(2).optional() }).default({}),
});

/** `ExportTraceServiceRequest` of OTLP 1.x in its JSON form, as far as we send it. */
const ExportRequest = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
});

/** A span that came in; times in milliseconds since the epoch. */
export interface ReceivedSpan {
  service: unknown;
  traceId: string;
  spanId: string;
  parentId: string | undefined;
  name: string;
  startedAt: number;
  endedAt: number;
  attributes: Record<string, string | number | boolean>;
  events: string[];
  links: string[];
  isFailed: boolean;
}

/** Stands in for a collector: takes what OTLP over HTTP sends in JSON, and nothing that does not have its form. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** All that was sent, as it was sent. */
  raw = '';
  /** What was sent in a form that a collector would not take. */
  readonly refused: string[] = [];
  private readonly server = createServer((request, response) => {
    this.take(request).then(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
      (error: unknown) => {
        this.refused.push(String(error));
        response.writeHead(400).end();
      },
    );
  });

  static async start(port = 0): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    receiver.server.listen(port, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Spans of one trace, the earliest first. */
  trace(id: string | undefined): ReceivedSpan[] {
    const spans = this.spans.filter((span) => span.traceId === id);
    return spans.sort((a, b) => a.startedAt - b.startedAt);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/v1/traces')
      throw new Error(`${request.method} ${request.url} is not how OTLP sends traces`);
    const body = await json(request);
    this.raw += JSON.stringify(body);
    for (const { resource, scopeSpans } of ExportRequest.parse(body).resourceSpans)
      for (const { spans } of scopeSpans)
        for (const span of spans)
          this.spans.push(received(resource.attributes['service.name'], span));
  }
}

function received(service: unknown, span: z.output<typeof Span>): ReceivedSpan {
  const { traceId, spanId, parentSpanId, name, attributes, events, links, status } = span;
  return {
    service,
    traceId,
    spanId,
    parentId: parentSpanId || undefined,
    name,
    startedAt: span.startTimeUnixNano,
    endedAt: span.endTimeUnixNano,
    attributes,
    events: events.map((event) => event.name),
    links: links.map((link) => link.traceId),
    isFailed: status.code === 2,
  };
}
