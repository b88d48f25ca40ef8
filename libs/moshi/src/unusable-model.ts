/** The model folder cannot be used; `message` is fit for a terminal. */
export class UnusableModel extends Error {
  override readonly name = 'UnusableModel';
  readonly plain = true;
}
