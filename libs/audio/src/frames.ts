/** One frame of the project: 80 ms at 24 kHz, mono. */
export const FRAME_SAMPLES = 1920;

/** Cuts a stream of 24 kHz samples into frames of 1920. */
export class FrameAssembler {
  private frame = new Int16Array(FRAME_SAMPLES);
  private filled = 0;

  /** Samples that wait for the frame to be full. */
  get pendingSamples(): number {
    return this.filled;
  }

  /** Returns the frames that these samples complete, each an array of its own. */
  push(samples: Int16Array): Int16Array[] {
    const frames: Int16Array[] = [];
    for (let start = 0; start < samples.length;) {
      const part = samples.subarray(start, start + FRAME_SAMPLES - this.filled);
      this.frame.set(part, this.filled);
      this.filled += part.length;
      start += part.length;
      if (this.filled === FRAME_SAMPLES) frames.push(this.takeFrame());
    }
    return frames;
  }

  /** The last frame, filled up with silence; undefined when nothing waits. */
  flush(): Int16Array | undefined {
    return this.filled > 0 ? this.takeFrame() : undefined;
  }

  private takeFrame(): Int16Array {
    const full = this.frame;
    this.frame = new Int16Array(FRAME_SAMPLES);
    this.filled = 0;
    return full;
  }
}
