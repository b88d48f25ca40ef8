/** The hub, the line or the disk stands in the way; `message` is fit for a terminal and says what to do. */
export class HubError extends Error {
  override readonly name: string = 'HubError';
  readonly plain = true;
}

/** The disk or a folder on it stands in the way, wherever the bytes would have come from. */
export class DiskError extends HubError {
  override readonly name = 'DiskError';
}

/** Something that may pass: `message` becomes that of a `HubError` when it does not. */
export class TryAgain extends Error {
  override readonly name: string = 'TryAgain';

  constructor(
    message: string,
    options?: ErrorOptions,
    /** How long the server asks us to wait. */
    readonly afterMs?: number,
  ) {
    super(message, options);
  }
}

/** Nobody answers at all. */
export class Unreachable extends TryAgain {
  override readonly name = 'Unreachable';
}

export const GOES_ON = 'Run it again: it goes on where it stopped.';
