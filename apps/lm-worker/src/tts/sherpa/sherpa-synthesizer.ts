import { int16ToFloat, integratedLoudness } from '@parley/audio';
import {
  SynthesisFailed,
  VoiceMissing,
  type Speech,
  type SpeechRequest,
  type Synthesizer,
  type Voice,
} from '../synthesizer.js';
import { TtsProcess } from '../tts-process.js';
import { Speakers } from './speakers.js';
import { readVoiceFolder, type VoiceModel } from './voice-folder.js';

/** A clause lasts eight seconds at most; a voice that needs longer than this for it is of no use. */
const REPLY_MS = 30_000;
/** Where Flite's voices are, so that a worker that has had both speaks equally loud. */
const TARGET_LUFS = -22;
/** Room for what is louder than the sentence that was measured. */
const HIGHEST_PEAK_DBFS = -3;
const TEST_SENTENCE = 'Restart the printer first, then open the queue and try again.';

export interface SherpaEvents {
  /** Told each time the voice process is replaced. */
  onRestart(cause: unknown): void;
  /** Told once, before the voice is used: seconds of work for a second of speech. */
  onMeasured(realTimeFactor: number): void;
}

/** A voice of sherpa-onnx in a supervised process. */
export class SherpaSynthesizer implements Synthesizer {
  readonly name: string;
  readonly sampleRateHz: number;
  readonly voices: readonly string[];
  private readonly speakers: Speakers;
  private readonly readsWithEspeak: boolean;
  private readonly tried = new Map<string, Promise<Voice>>();

  private constructor(
    { name, sampleRateHz, speakers, files }: VoiceModel,
    private readonly process: TtsProcess,
  ) {
    this.readsWithEspeak = Object.values(files).some((paths) => 'dataDir' in paths);
    this.name = `sherpa-onnx ${name}`;
    this.sampleRateHz = sampleRateHz;
    this.speakers = new Speakers(speakers);
    this.voices = this.speakers.listed;
  }

  /** @throws VoiceMissing when the folder holds no voice, or sherpa-onnx cannot speak with it. */
  static async start(
    folder: string,
    { onRestart, onMeasured }: SherpaEvents,
  ): Promise<SherpaSynthesizer> {
    const model = await readVoiceFolder(folder);
    const program = {
      module: 'sherpa/sherpa-child',
      argument: JSON.stringify(model),
      replyMs: REPLY_MS,
    };
    let voice: TtsProcess | undefined;
    try {
      voice = await TtsProcess.start(program, onRestart);
      const synthesizer = new SherpaSynthesizer(model, voice);
      onMeasured(await synthesizer.realTimeFactor(model.speakers[0] as string));
      return synthesizer;
    } catch (cause) {
      await voice?.close();
      throw unusable(folder, cause);
    }
  }

  async voice(name: string): Promise<Voice | undefined> {
    const speaker = this.speakers.find(name);
    if (speaker === undefined) return undefined;
    const known = this.tried.get(speaker) ?? this.measure(speaker);
    this.tried.set(speaker, known);
    return known.catch((error: unknown) => {
      this.tried.delete(speaker);
      throw error;
    });
  }

  synthesize(request: SpeechRequest, signal: AbortSignal): Promise<Speech> {
    const text = this.readsWithEspeak ? forEspeak(request.text) : request.text;
    return this.process.synthesize({ ...request, text }, signal);
  }

  close(): Promise<void> {
    return this.process.close();
  }

  /** Over the second of two sentences: the first finds memory unallocated. */
  private async realTimeFactor(speaker: string): Promise<number> {
    await this.voice(speaker);
    const startedAt = performance.now();
    const samples = await this.speak(speaker);
    return (performance.now() - startedAt) / 1_000 / (samples.length / this.sampleRateHz);
  }

  private async measure(speaker: string): Promise<Voice> {
    const samples = await this.speak(speaker);
    return { name: speaker, gainDb: gainFor(samples, this.sampleRateHz) };
  }

  private async speak(voice: string): Promise<Float32Array> {
    const request = { voice, text: TEST_SENTENCE };
    const { samples } = await this.synthesize(request, new AbortController().signal);
    return int16ToFloat(samples);
  }
}

/** eSpeak takes the letter A for the article, unless it is last. */
function forEspeak(text: string): string {
  return text.replace(/(?<![\w'])A(?![\w'])/g, 'eigh');
}

/** @throws SynthesisFailed when there is nothing to hear. */
function gainFor(samples: Float32Array, sampleRateHz: number): number {
  try {
    const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
    const room = HIGHEST_PEAK_DBFS - 20 * Math.log10(peak);
    return Math.min(room, TARGET_LUFS - integratedLoudness(samples, sampleRateHz));
  } catch (cause) {
    throw new SynthesisFailed(cause);
  }
}

function unusable(folder: string, cause: unknown): VoiceMissing {
  if (cause instanceof VoiceMissing) return cause;
  const { message: reason } = (cause instanceof SynthesisFailed ? cause.cause : cause) as Error;
  return new VoiceMissing(
    `sherpa-onnx cannot speak with the voice in TTS_MODEL_DIR=${folder}: ${reason}`,
    { cause },
  );
}
