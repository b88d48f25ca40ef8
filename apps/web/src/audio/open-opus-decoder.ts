import { CallProblem } from '../call/problem.js';
import type { OpusDecoder, SamplesListener } from './opus-decoder.js';
import { WasmOpusDecoder } from './wasm-opus-decoder.js';
import { WebCodecsOpusDecoder } from './webcodecs-opus-decoder.js';

/** @throws CallProblem when neither the browser nor WebAssembly can decode Opus. */
export async function openOpusDecoder(listener: SamplesListener): Promise<OpusDecoder> {
  if (await WebCodecsOpusDecoder.isSupported()) return new WebCodecsOpusDecoder(listener);
  if (await WasmOpusDecoder.isSupported()) return WasmOpusDecoder.open(listener);
  throw new CallProblem('no-opus');
}
