import { JitterBuffer } from './jitter-buffer.js';
import { sumOfSquares } from './level.js';
import type { PlaybackCommand, PlaybackReport } from './playback-messages.js';

/** A report about every 40 ms: often enough for a level meter. */
const BLOCKS_PER_REPORT = 15;

/** Plays what the page sends, mono, and reports what really went to the sound card. */
class PlaybackProcessor extends AudioWorkletProcessor {
  private readonly buffer = new JitterBuffer(sampleRate);
  private closed = false;
  private blocks = 0;
  private windowSamples = 0;
  private windowSquares = 0;
  private playedSamples = 0;
  private playedSquares = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PlaybackCommand>) => this.obey(data);
  }

  override process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output) this.play(output);
    return !this.closed;
  }

  private obey(command: PlaybackCommand): void {
    if (command.type === 'samples') this.buffer.push(command.samples);
    if (command.type === 'flush') this.buffer.flush();
    if (command.type === 'close') this.closed = true;
  }

  private play(output: Float32Array): void {
    this.buffer.pull(output);
    this.windowSamples += output.length;
    this.windowSquares += sumOfSquares(output);
    this.blocks += 1;
    if (this.blocks % BLOCKS_PER_REPORT === 0) this.report();
  }

  private report(): void {
    this.playedSamples += this.windowSamples;
    this.playedSquares += this.windowSquares;
    const report: PlaybackReport = {
      level: Math.sqrt(this.windowSquares / this.windowSamples),
      playedSamples: this.playedSamples,
      playedRms: Math.sqrt(this.playedSquares / this.playedSamples),
      bufferedMs: this.buffer.bufferedMs,
      droppedMs: this.buffer.droppedMs,
      underruns: this.buffer.underruns,
    };
    this.port.postMessage(report);
    this.windowSamples = 0;
    this.windowSquares = 0;
  }
}

registerProcessor('playback', PlaybackProcessor);
