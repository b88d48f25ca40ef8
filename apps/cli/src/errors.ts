/** Something the person at the terminal can mend; `message` is one sentence that says how. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  readonly plain = true;
}
