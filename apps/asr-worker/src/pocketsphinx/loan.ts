import type { Decoder } from './decoder.js';
import type { SecondPass } from './second-pass.js';

/** A decoder on loan from a pool. */
export interface Loan {
  readonly decoder: Decoder;
  /** Gives it back. */
  release(): Promise<void>;
}

/** A decoder of the documents' language, and those that all sessions share. */
export interface DomainLoan extends Loan {
  readonly secondPass: SecondPass;
}
