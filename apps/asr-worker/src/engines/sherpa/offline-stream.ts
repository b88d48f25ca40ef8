import type { OfflineRecognizer } from 'sherpa-onnx-node';
import { joinSamples } from '../../stt/join-samples.js';
import type { Preflight, RecognizerStream, Transcript } from '../../stt/recognizer.js';
import { plainWords } from '../../stt/plain-words.js';
import { waveform } from './waveform.js';

/** A model that wants whole utterances: it begins when the person pauses, and has no partial results. */
export class OfflineRecognizerStream implements RecognizerStream {
  private heard: Int16Array[] = [];
  private result: Promise<Transcript> | undefined;

  constructor(private readonly recognizer: OfflineRecognizer) {}

  accept(pcm16k: Int16Array): void {
    this.result = undefined;
    this.heard.push(pcm16k);
  }

  partial(): string {
    return '';
  }

  preflight(): Promise<Preflight | undefined> {
    this.result ??= this.decode();
    return this.result.then(
      (transcript) => ({ text: transcript.text, transcript }),
      // a failure is reported by `finish`, unless more speech made the result void
      () => undefined,
    );
  }

  finish(): Promise<Transcript> {
    const result = this.result ?? this.decode();
    this.reset();
    return result;
  }

  reset(): void {
    this.heard = [];
    this.result = undefined;
  }

  async close(): Promise<void> {
    this.reset();
  }

  private async decode(): Promise<Transcript> {
    if (this.heard.length === 0) return { text: '', inDomain: true };
    const stream = this.recognizer.createStream();
    // an offline stream takes its audio in one piece
    stream.acceptWaveform(waveform(joinSamples(this.heard)));
    const { text } = await this.recognizer.decodeAsync(stream);
    return { text: plainWords(text), inDomain: true };
  }
}
