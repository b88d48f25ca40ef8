import type { OnlineRecognizer, OnlineStream } from 'sherpa-onnx-node';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RecognizerStream, Transcript } from '../../stt/recognizer.js';
import { plainWords } from '../../stt/plain-words.js';
import { SHERPA_SAMPLE_RATE_HZ, waveform } from './waveform.js';

/** A streaming encoder looks ahead; without silence behind it the last word is never decoded. */
const TAIL_SAMPLES = 0.5 * SHERPA_SAMPLE_RATE_HZ;

/**
 * A streaming model. The package decodes on the event loop only, so it is given one chunk a turn of the
 * loop (some ten milliseconds) and frames get their turn in between.
 */
export class OnlineRecognizerStream implements RecognizerStream {
  private stream: OnlineStream;
  private text = '';
  private hasAudio = false;
  private isDecoding = false;

  constructor(private readonly recognizer: OnlineRecognizer) {
    this.stream = recognizer.createStream();
  }

  accept(pcm16k: Int16Array): void {
    this.hasAudio = true;
    this.stream.acceptWaveform(waveform(pcm16k));
    // a failure shows in `finish`, which decodes the same audio
    if (!this.isDecoding) this.keepPace().catch(() => undefined);
  }

  partial(): string {
    return plainWords(this.text);
  }

  /** Decoding has kept pace: nothing is left to do ahead. */
  async preflight(): Promise<undefined> {}

  async finish(): Promise<Transcript> {
    const { stream, hasAudio } = this;
    this.reset();
    if (!hasAudio) return { text: '', inDomain: true };
    stream.acceptWaveform(waveform(new Int16Array(TAIL_SAMPLES)));
    stream.inputFinished();
    for (; this.recognizer.isReady(stream); await nextTurn()) this.recognizer.decode(stream);
    return { text: plainWords(this.recognizer.getResult(stream).text), inDomain: true };
  }

  reset(): void {
    this.stream = this.recognizer.createStream();
    this.text = '';
    this.hasAudio = false;
  }

  async close(): Promise<void> {
    this.reset();
  }

  private async keepPace(): Promise<void> {
    this.isDecoding = true;
    try {
      for (await nextTurn(); this.recognizer.isReady(this.stream); await nextTurn()) {
        this.recognizer.decode(this.stream);
        this.text = this.recognizer.getResult(this.stream).text;
      }
    } finally {
      this.isDecoding = false;
    }
  }
}
