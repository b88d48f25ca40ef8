/** The folder cannot be used as a Moonshine model; `message` says what was looked for, found, and how to get it. */
export class MoonshineModelUnusable extends Error {
  override readonly name = 'MoonshineModelUnusable';
  /** The message is enough for an operator. */
  readonly plain = true;
}

/** A decode failed, or its thread ended in the middle of it; the next decode gets another thread. */
export class DecodeFailed extends Error {
  override readonly name = 'DecodeFailed';
  readonly retryable = true;
}
