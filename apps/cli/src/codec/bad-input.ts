import { CliError } from '../errors.js';

/** A file or a model that cannot be used; the program ends with the exit code of a wrong command line. */
export class BadInput extends CliError {
  override readonly name = 'BadInput';
  readonly exitCode = 2;
}

/** Runs `work`; what the libraries say in one sentence for a person becomes `BadInput`. */
export async function refusingBadInput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'plain' in error)
      throw new BadInput(error.message, { cause: error });
    throw error;
  }
}
