import type { OpusDecoder as LibOpusDecoder } from 'opus-decoder';
import type { OpusDecoder, SamplesListener } from './opus-decoder.js';

/** The smallest module there is: a magic number and a version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** libopus in WebAssembly, fetched only where the browser has no decoder (Safari before 26). */
export class WasmOpusDecoder implements OpusDecoder {
  private constructor(
    private readonly decoder: LibOpusDecoder,
    private readonly listener: SamplesListener,
  ) {}

  /** @throws CompileError when the page's content security policy lacks 'wasm-unsafe-eval'. */
  static async open(listener: SamplesListener): Promise<WasmOpusDecoder> {
    // Where it may not compile, the library would never become ready, and never say so.
    await WebAssembly.compile(EMPTY_MODULE);
    const library = await import('opus-decoder');
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
