import type { Attributes } from '@opentelemetry/api';
import { SUBJECTS, type OpenSession, type SubjectName } from '@parley/protocol';
import type { SpanOptions } from './spans.js';

/** What the conventions of OpenTelemetry want to know of a message on the bus. */
export function messageAttributes(name: SubjectName): Attributes {
  return {
    'messaging.system': 'nats',
    'messaging.destination.template': SUBJECTS[name].subject,
  };
}

/** The span around what a worker does for a slot that was claimed. */
export function slotSpan({ sessionId }: OpenSession, parent: string | undefined): SpanOptions {
  const attributes = { ...messageAttributes('open'), 'session.id': sessionId };
  return { kind: 'server', parent, attributes };
}
