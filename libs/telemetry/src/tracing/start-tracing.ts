import type { RunningService } from '../running-service.js';
import type { TracingOptions } from './tracing-options.js';

/** Sends the spans of this process to a collector. Without an endpoint, OpenTelemetry's SDK is not even loaded. */
export async function startTracing(options: TracingOptions): Promise<RunningService> {
  const { endpoint } = options;
  if (!endpoint) return { close: async () => undefined };
  const { exportSpans } = await import('./export-spans.js');
  return exportSpans({ ...options, endpoint });
}
