import { Injectable } from '@nestjs/common';
import {
  Counter,
  createMetrics,
  FRAME_AGE_BUCKETS,
  Gauge,
  Histogram,
  type Registry,
} from '@parley/telemetry';

/** The figures of this gateway, as Prometheus reads them. */
@Injectable()
export class GatewayMetrics {
  readonly registry: Registry = createMetrics('gateway');

  readonly sessions = new Gauge({
    name: 'parley_gateway_sessions',
    help: 'Sessions that are open, those waiting to be resumed included.',
    registers: [this.registry],
  });
  readonly queue = new Gauge({
    name: 'parley_gateway_queue',
    help: 'Clients that wait for a session.',
    registers: [this.registry],
  });
  readonly sessionsOpened = this.counter('sessions_opened', 'Sessions that were opened.');
  readonly sessionsResumed = this.counter(
    'sessions_resumed',
    'Sessions that were resumed, here or from another gateway.',
    ['from'],
  );
  readonly sessionsRejected = this.counter('sessions_rejected', 'Sessions that were not opened.', [
    'reason',
  ]);
  readonly sessionsMoved = this.counter(
    'sessions_moved',
    'Times that a session moved to other workers because one had failed.',
  );
  readonly workersReplaced = this.counter(
    'workers_replaced',
    'Times that a session got another codec worker or recogniser and kept its engine.',
    ['role'],
  );
  readonly sessionsEnded = this.counter('sessions_ended', 'Sessions that ended.', ['reason']);
  readonly openSeconds = new Histogram({
    name: 'parley_gateway_session_open_seconds',
    help: 'From the request to the handshake.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    registers: [this.registry],
  });
  readonly turnaroundSeconds = new Histogram({
    name: 'parley_gateway_turnaround_seconds',
    help: 'From the arrival of the newest audio an outgoing packet answers to its departure.',
    buckets: FRAME_AGE_BUCKETS,
    registers: [this.registry],
  });

  readonly messagesIn = this.counter('messages_in', 'Messages from clients.');
  readonly packetsIn = this.counter('packets_in', 'Opus packets from clients.');
  readonly packetsOut = this.counter('packets_out', 'Opus packets to clients.');
  readonly packetsDropped = this.counter(
    'packets_dropped',
    'Opus packets dropped: early ones that came before the session, late ones for slow clients.',
    ['direction'],
  );
  readonly bytesSkipped = this.counter(
    'audio_bytes_skipped',
    'Bytes of audio from clients of which nothing could be made.',
  );
  readonly unknownKinds = this.counter('unknown_kinds', 'Messages of a kind that is not known.');
  readonly malformedMessages = this.counter(
    'malformed_messages',
    'Messages or audio from clients that could not be read.',
  );
  readonly invalidBusMessages = this.counter(
    'invalid_bus_messages',
    'Messages on the bus that do not fit their schema.',
  );

  private counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames: Label[] = [],
  ): Counter<Label> {
    return new Counter({
      name: `parley_gateway_${name}_total`,
      help,
      labelNames,
      registers: [this.registry],
    });
  }
}
