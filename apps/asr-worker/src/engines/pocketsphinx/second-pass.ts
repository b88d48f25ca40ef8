import type { Decoder, WholeResult } from './decoder.js';

/**
 * Decoders for utterances that are there from start to end. They keep nothing between two utterances,
 * so all sessions share them.
 */
export class SecondPass {
  private turn = 0;

  /** @param decoders at least one; more let as many utterances be decoded at once. */
  constructor(private readonly decoders: readonly Decoder[]) {}

  decode(pcm16k: Int16Array): Promise<WholeResult> {
    const decoder = this.decoders[this.turn++ % this.decoders.length] as Decoder;
    return decoder.decodeWhole(pcm16k);
  }

  async close(): Promise<void> {
    await Promise.all(this.decoders.map((decoder) => decoder.free()));
  }
}
