import { setTimeout as sleep } from 'node:timers/promises';
import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { RunningService } from '../running-service.js';
import { PatientExporter } from './patient-exporter.js';
import type { TracingOptions } from './tracing-options.js';

/** Spans that wait for a collector that is away; more are dropped. */
const WAITING_SPANS = 2_048;
const EXPORT_EVERY_MS = 1_000;
const EXPORT_TIMEOUT_MS = 3_000;
/** What a process that ends waits for its last spans to be taken. */
const FAREWELL_MS = 1_000;

/** Makes the spans of this process go to `endpoint`, in batches, until closed. */
export function exportSpans({
  service,
  instance,
  endpoint,
  logger,
}: TracingOptions & { endpoint: string }): RunningService {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const collector = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.namespace': 'parley',
      ...(instance ? { 'service.instance.id': instance } : {}),
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new PatientExporter(collector, logger),
        maxQueueSize: WAITING_SPANS,
        scheduledDelayMillis: EXPORT_EVERY_MS,
        exportTimeoutMillis: 2 * EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  // not the whole address: it may hold a password
  logger.info({ collector: new URL(url).host }, 'traces are sent');
  return { close: () => close(provider) };
}

async function close(provider: TracerProvider): Promise<void> {
  trace.disable();
  propagation.disable();
  const sent = provider.shutdown().catch(() => undefined); // the exporter has said what failed
  await Promise.race([sent, sleep(FAREWELL_MS, undefined, { ref: false })]);
}
