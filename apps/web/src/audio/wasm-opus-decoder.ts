import type { OpusDecoder as LibOpusDecoder } from 'opus-decoder';
import { CallProblem } from '../call/problem.js';
import type { OpusDecoder, SamplesListener } from './opus-decoder.js';

/** The smallest module there is: a magic number and a version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** libopus in WebAssembly, fetched only where the browser has no decoder (Safari before 26). */
export class WasmOpusDecoder implements OpusDecoder {
  private constructor(
    private readonly decoder: LibOpusDecoder,
    private readonly listener: SamplesListener,
  ) {}

  /** Where the content security policy lacks 'wasm-unsafe-eval', the library would wait for ever. */
  static async isSupported(): Promise<boolean> {
    try {
      await WebAssembly.compile(EMPTY_MODULE);
      return true;
    } catch {
      return false;
    }
  }

  /** @throws CallProblem when the library cannot be fetched. */
  static async open(listener: SamplesListener): Promise<WasmOpusDecoder> {
    const library = await fetchLibrary();
    const decoder = new library.OpusDecoder({ channels: 1 });
    await decoder.ready;
    return new WasmOpusDecoder(decoder, listener);
  }

  decode(packet: Uint8Array): void {
    const [samples] = this.decoder.decodeFrame(packet).channelData;
    if (samples) this.listener(new Float32Array(samples));
  }

  /** Decoding is synchronous: nothing is ever inside. */
  flush(): void {}

  close(): void {
    this.decoder.free();
  }
}

async function fetchLibrary() {
  try {
    return await import('opus-decoder');
  } catch (error) {
    throw new CallProblem('unreachable', undefined, error);
  }
}
