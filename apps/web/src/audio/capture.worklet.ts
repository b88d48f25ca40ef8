/** Cuts the microphone's signal into blocks of `blockSamples`, mono. */
class CaptureProcessor extends AudioWorkletProcessor {
  private block: Float32Array<ArrayBuffer>;
  private filled = 0;

  constructor(options: AudioWorkletNodeOptions) {
    super();
    const { blockSamples } = options.processorOptions as { blockSamples: number };
    this.block = new Float32Array(blockSamples);
  }

  override process(inputs: Float32Array[][]): boolean {
    let rest = inputs[0]?.[0] ?? new Float32Array();
    while (rest.length > 0) rest = this.take(rest);
    return true;
  }

  /** Returns what did not fit. */
  private take(samples: Float32Array): Float32Array {
    const part = samples.subarray(0, this.block.length - this.filled);
    this.block.set(part, this.filled);
    this.filled += part.length;
    if (this.filled === this.block.length) this.emit();
    return samples.subarray(part.length);
  }

  private emit(): void {
    const { length } = this.block;
    this.port.postMessage(this.block, [this.block.buffer]);
    this.block = new Float32Array(length);
    this.filled = 0;
  }
}

registerProcessor('capture', CaptureProcessor);
