export * from './errors.js';
export { FRAME_SAMPLES, FrameAssembler } from './frames.js';
export * from './loudness.js';
export { OggOpusWriter } from './ogg-opus-writer.js';
export * from './opus-packet.js';
export { MAX_AUDIO_MESSAGE_BYTES, OpusStreamReader } from './opus-stream-reader.js';
export { resample, Resampler } from './resampler.js';
export * from './samples.js';
export * from './wav.js';
