import { RequestError } from '@nats-io/transport-node';

/** No NATS server could be reached. */
export class BusUnavailable extends Error {
  override readonly name = 'BusUnavailable';
  readonly retryable = true;

  constructor(url: string, cause: unknown) {
    super(`No NATS server answers at ${url}. Start one (nats-server -js) or set NATS_URL.`, {
      cause,
    });
  }
}

/** A request got no usable answer. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  /** The bus knows of nobody who would answer: the request has not been received. */
  readonly noResponders: boolean;

  constructor(
    message: string,
    /** True when the same request may succeed a little later or elsewhere. */
    readonly retryable: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.noResponders = cause instanceof RequestError && cause.isNoResponders();
  }
}
