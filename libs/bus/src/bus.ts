import { connect, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { SUBJECTS, subjectOf, type SubjectName } from '@parley/protocol';
import { z } from 'zod';
import { BusUnavailable, RequestFailed } from './errors.js';
import {
  stampedHeaders,
  stampOf,
  traceHeaders,
  traceOf,
  type AudioStamp,
  type Traced,
} from './headers.js';
import { Outbox } from './outbox.js';

type Table = typeof SUBJECTS;
/** Rows whose payload is JSON. */
export type JsonSubject = {
  [N in SubjectName]: Table[N]['payload'] extends z.ZodType ? N : never;
}[SubjectName];
/** Rows whose payload is raw audio. */
export type AudioSubject = {
  [N in SubjectName]: Table[N]['payload'] extends `${string} ${'packets' | 'frame'}` ? N : never;
}[SubjectName];
/** Rows that are answered. */
export type RequestSubject = {
  [N in SubjectName]: Table[N] extends { reply: z.ZodType } ? N : never;
}[SubjectName];

export type Payload<N extends JsonSubject> = z.output<Extract<Table[N]['payload'], z.ZodType>>;
export type PayloadInput<N extends JsonSubject> = z.input<Extract<Table[N]['payload'], z.ZodType>>;
export type Reply<N extends RequestSubject> = z.output<
  Extract<Table[N], { reply: z.ZodType }>['reply']
>;

export interface BusOptions {
  url: string;
  /** Shown in the server's monitoring. */
  name: string;
  user?: string | undefined;
  password?: string | undefined;
  /** Told of every message that does not fit its schema; such a message is dropped. */
  onInvalid?: (subject: string, problem: string) => void;
}

export interface Listener {
  /** Stops listening; resolves when no handler runs any more. */
  close(): Promise<void>;
}

/** The bus: typed publish, subscribe, request and streamed request over NATS. */
export class Bus {
  private readonly outbox = new Outbox();

  private constructor(
    readonly nats: NatsConnection,
    private readonly onInvalid: (subject: string, problem: string) => void,
  ) {}

  /** @throws BusUnavailable when nothing answers; later losses are reconnected without end. */
  static async connect({ url, name, user, password, onInvalid }: BusOptions): Promise<Bus> {
    try {
      const nats = await connect({
        servers: url,
        name,
        ...(user ? { user, pass: password ?? '' } : {}),
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
        noAsyncTraces: true,
      });
      return new Bus(nats, onInvalid ?? (() => undefined));
    } catch (cause) {
      throw new BusUnavailable(url, cause);
    }
  }

  publish<N extends JsonSubject>(
    name: N,
    id: string,
    message: PayloadInput<N>,
    trace?: Traced,
  ): void {
    this.nats.publish(subjectOf(name, id), JSON.stringify(message), traceHeaders(trace));
  }

  publishAudio(name: AudioSubject, id: string, bytes: Uint8Array, stamp: AudioStamp): void {
    const options = stampedHeaders(stamp);
    this.outbox.post(() => {
      // what was gathered when the connection was closed has nobody left to hear it
      if (!this.nats.isClosed()) this.nats.publish(subjectOf(name, id), bytes, options);
    });
  }

  publishText(id: string, piece: string): void {
    this.nats.publish(subjectOf('textOut', id), piece);
  }

  /** What does not fit the schema is dropped and reported; with `queue`, one of its members gets each message. */
  subscribe<N extends JsonSubject>(
    name: N,
    id: string,
    handle: (message: Payload<N>, trace: Traced) => void,
    { queue }: { queue?: string } = {},
  ): Listener {
    const receive = (message: Msg) => {
      const parsed = this.parse<Payload<N>>(message, SUBJECTS[name].payload);
      if (parsed) handle(parsed.value, traceOf(message));
    };
    return this.listen(subjectOf(name, id), receive, queue);
  }

  subscribeAudio(
    name: AudioSubject,
    id: string,
    handle: (bytes: Uint8Array, stamp: AudioStamp) => void,
  ): Listener {
    return this.listen(subjectOf(name, id), (message) => handle(message.data, stampOf(message)));
  }

  subscribeText(id: string, handle: (piece: string) => void): Listener {
    return this.listen(subjectOf('textOut', id), (message) => handle(message.string()));
  }

  /** @throws RequestFailed when nobody answers in time or the answer does not fit. */
  async request<N extends RequestSubject & JsonSubject>(
    name: N,
    id: string,
    message: PayloadInput<N>,
    { timeoutMs, ...trace }: { timeoutMs: number } & Traced,
  ): Promise<Reply<N>> {
    const subject = subjectOf(name, id);
    const answer = await this.nats
      .request(subject, JSON.stringify(message), { timeout: timeoutMs, ...traceHeaders(trace) })
      .catch((cause: unknown) => {
        throw new RequestFailed(
          `Nobody answered on ${subject} within ${timeoutMs} ms.`,
          true,
          cause,
        );
      });
    const parsed = this.parse<Reply<N>>(answer, SUBJECTS[name].reply);
    if (!parsed)
      throw new RequestFailed(`The answer on ${subject} does not have the agreed form.`, false);
    return parsed.value;
  }

  /** Answers requests; with `queue`, one member of the queue answers each. */
  respond<N extends RequestSubject & JsonSubject>(
    name: N,
    id: string,
    handle: (message: Payload<N>, trace: Traced) => Promise<Reply<N>> | Reply<N>,
    { queue, onError }: { queue?: string; onError: (error: unknown) => void },
  ): Listener {
    return this.listen(
      subjectOf(name, id),
      async (message) => {
        const parsed = this.parse<Payload<N>>(message, SUBJECTS[name].payload);
        if (!parsed) return;
        try {
          message.respond(JSON.stringify(await handle(parsed.value, traceOf(message))));
        } catch (error) {
          onError(error);
        }
      },
      queue,
    );
  }

  /**
   * A request answered by a stream of messages; the iteration ends when `isLast` says so.
   * Aborting `signal` ends it silently.
   * @throws RequestFailed when nobody serves it or the next message does not come within `timeoutMs`.
   */
  async *requestStream<N extends RequestSubject & JsonSubject>(
    name: N,
    message: PayloadInput<N>,
    {
      timeoutMs,
      isLast,
      signal,
      ...trace
    }: {
      timeoutMs: number;
      isLast: (part: Reply<N>) => boolean;
      signal?: AbortSignal;
    } & Traced,
  ): AsyncGenerator<Reply<N>> {
    const subject = subjectOf(name);
    const inbox = `_INBOX.parley.${crypto.randomUUID()}`;
    const parts = this.nats.subscribe(inbox);
    const stop = () => parts.unsubscribe();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      if (signal?.aborted) return;
      this.nats.publish(subject, JSON.stringify(message), {
        reply: inbox,
        ...traceHeaders(trace),
      });
      const iterator = parts[Symbol.asyncIterator]();
      for (;;) {
        const next = await within(
          timeoutMs,
          iterator.next(),
          `Nobody answered on ${subject} within ${timeoutMs} ms.`,
        );
        if (next.done) return;
        const part = this.streamPart(name, next.value);
        yield part;
        if (isLast(part)) return;
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      stop();
    }
  }

  /** Answers streamed requests; `handle` yields the parts. It must not throw: failures are parts too. */
  respondStream<N extends RequestSubject & JsonSubject>(
    name: N,
    handle: (message: Payload<N>, trace: Traced) => AsyncIterable<Reply<N>>,
    { queue, onError }: { queue: string; onError: (error: unknown) => void },
  ): Listener {
    return this.listen(
      subjectOf(name),
      async (message) => {
        const parsed = this.parse<Payload<N>>(message, SUBJECTS[name].payload);
        if (!parsed) return;
        try {
          for await (const part of handle(parsed.value, traceOf(message)))
            message.respond(JSON.stringify(part));
        } catch (error) {
          onError(error);
        }
      },
      queue,
    );
  }

  /** Sends what is buffered, stops all listeners and disconnects. */
  async close(): Promise<void> {
    this.outbox.flush();
    if (!this.nats.isClosed()) await this.nats.drain();
  }

  private listen(
    subject: string,
    handle: (message: Msg) => void | Promise<void>,
    queue?: string,
  ): Listener {
    const callback = (error: Error | null, message: Msg) => {
      if (error) this.onInvalid(subject, error.message);
      else void handle(message);
    };
    const subscription: Subscription = this.nats.subscribe(subject, {
      callback,
      ...(queue ? { queue } : {}),
    });
    return { close: async () => subscription.unsubscribe() };
  }

  private streamPart<N extends RequestSubject>(name: N, message: Msg): Reply<N> {
    if (message.data.length === 0 && message.headers?.code === 503) {
      throw new RequestFailed(
        `Nobody serves ${message.subject || SUBJECTS[name].subject} at the moment.`,
        true,
      );
    }
    const parsed = this.parse<Reply<N>>(message, SUBJECTS[name].reply);
    if (!parsed)
      throw new RequestFailed(
        `The answer on ${SUBJECTS[name].subject} does not have the agreed form.`,
        false,
      );
    return parsed.value;
  }

  private parse<T>(message: Msg, schema: z.ZodType): { value: T } | undefined {
    try {
      return { value: schema.parse(JSON.parse(message.string())) as T };
    } catch (error) {
      this.onInvalid(
        message.subject,
        // what the parser says quotes the text, which may be what a person said
        error instanceof z.ZodError ? z.prettifyError(error) : 'It is not JSON.',
      );
      return undefined;
    }
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>, late: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RequestFailed(late, true)), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
