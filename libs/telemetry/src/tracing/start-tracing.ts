import type { Logger } from '../logger.js';
import type { RunningService } from '../run-service.js';

export interface TracingOptions {
  /** The name that the spans are filed under. */
  service: string;
  /** Which process of that service this is, where it has a name. */
  instance?: string | undefined;
  /** An OTLP receiver, spoken to over HTTP; tracing is off without one. */
  endpoint?: string | undefined;
  logger: Logger;
}

/** Sends the spans of this process to a collector. Without an endpoint, OpenTelemetry's SDK is not even loaded. */
export async function startTracing(options: TracingOptions): Promise<RunningService> {
  const { endpoint } = options;
  if (!endpoint) return { close: async () => undefined };
  const { exportSpans } = await import('./export-spans.js');
  return exportSpans({ ...options, endpoint });
}
