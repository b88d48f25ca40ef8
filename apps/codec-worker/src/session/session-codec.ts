import { SessionRefused, type AudioSubject } from '@parley/bus';
import { pcmFromBytes, pcmToBytes, type FrameFormat } from '@parley/protocol';

/**
 * The form that frames have between this worker and the engine: PCM today, Mimi codes later. A codec
 * with a model behind it may call `emit` later than it was called, but in the same order.
 */
export interface SessionCodec {
  readonly inSubject: AudioSubject;
  readonly outSubject: AudioSubject;
  /** From 1920 samples of the person to a payload of `inSubject`. */
  encode(frame: Int16Array, emit: (payload: Uint8Array) => void): void;
  /** From a payload of `outSubject` to 1920 samples of the voice. */
  decode(payload: Uint8Array, emit: (frame: Int16Array) => void): void;
  close(): void;
}

/** @throws SessionRefused for a format that this worker does not have. */
export function openSessionCodec(format: FrameFormat): SessionCodec {
  if (format === 'pcm') return PCM;
  throw new SessionRefused(
    'This codec worker carries PCM only; the Mimi codec, which an engine with format "codes" needs, is not part of it yet.',
  );
}

/** PCM has no state, so all sessions share it. */
const PCM: SessionCodec = {
  inSubject: 'pcmIn',
  outSubject: 'pcmOut',
  encode: (frame, emit) => emit(pcmToBytes(frame)),
  decode: (payload, emit) => emit(pcmFromBytes(payload)),
  close: () => undefined,
};
