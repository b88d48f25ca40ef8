import type { Decoder } from './decoder.js';
import type { SecondPass } from './second-pass.js';

/** A decoder leased from a pool. */
export interface DecoderLease {
  readonly decoder: Decoder;
  /** Gives it back. */
  release(): Promise<void>;
}

/** A decoder of the documents' language, and those that all sessions share. */
export interface DomainDecoderLease extends DecoderLease {
  readonly secondPass: SecondPass;
}
