import type { Logger } from '../logger.js';

export interface TracingOptions {
  /** The name that the spans are filed under. */
  service: string;
  /** Which process of that service this is, where it has a name. */
  instance?: string | undefined;
  /** An OTLP receiver, spoken to over HTTP; tracing is off without one. */
  endpoint?: string | undefined;
  logger: Logger;
}
