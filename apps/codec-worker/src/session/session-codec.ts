import type { AudioSubject } from '@parley/bus';
import { pcmFromBytes, pcmToBytes } from '@parley/protocol';

/**
 * The form that frames have between this worker and the engine: PCM or Mimi codes. A codec
 * with a model behind it may call `emit` later than it was called, but in the same order.
 */
export interface SessionCodec {
  readonly inSubject: AudioSubject;
  readonly outSubject: AudioSubject;
  /** From 1920 samples of the user to a payload of `inSubject`. */
  encode(frame: Int16Array, emit: (payload: Uint8Array) => void): void;
  /** From a payload of `outSubject` to 1920 samples of the agent. */
  decode(payload: Uint8Array, emit: (frame: Int16Array) => void): void;
  close(): void;
}

/** PCM has no state, so all sessions share it. */
export const PCM: SessionCodec = {
  inSubject: 'pcmIn',
  outSubject: 'pcmOut',
  encode: (frame, emit) => emit(pcmToBytes(frame)),
  decode: (payload, emit) => emit(pcmFromBytes(payload)),
  close: () => undefined,
};
