/** The operator has something to mend first; `message` says what. */
export class GatewayCannotStart extends Error {
  override readonly name = 'GatewayCannotStart';
  /** The message is enough: a stack would bury it. */
  readonly plain = true;
}
