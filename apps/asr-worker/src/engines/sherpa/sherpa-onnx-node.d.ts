/** The part of `sherpa-onnx-node` 1.13 that we use; the package ships no types of its own. */
declare module 'sherpa-onnx-node' {
  export interface Waveform {
    samples: Float32Array;
    sampleRate: number;
  }
  interface FeatureConfig {
    sampleRate: number;
    featureDim: number;
  }
  interface CommonModelConfig {
    tokens: string;
    numThreads: number;
    provider: string;
    debug: boolean;
    modelType?: string;
  }
  interface TransducerFiles {
    encoder: string;
    decoder: string;
    joiner: string;
  }
  export interface OnlineModelFiles {
    transducer?: TransducerFiles;
    paraformer?: { encoder: string; decoder: string };
    zipformer2Ctc?: { model: string };
    nemoCtc?: { model: string };
  }
  export interface OfflineModelFiles {
    transducer?: TransducerFiles;
    whisper?: { encoder: string; decoder: string; language: string; task: string };
    moonshine?: {
      preprocessor: string;
      encoder: string;
      uncachedDecoder: string;
      cachedDecoder: string;
    };
    paraformer?: { model: string };
    nemoCtc?: { model: string };
    zipformerCtc?: { model: string };
    senseVoice?: { model: string; language: string; useInverseTextNormalization: number };
  }
  export interface RecognizerConfig<Files> {
    featConfig: FeatureConfig;
    modelConfig: Files & CommonModelConfig;
  }
  interface Result {
    text: string;
  }

  export interface OnlineStream {
    acceptWaveform(waveform: Waveform): void;
    inputFinished(): void;
  }
  export interface OnlineRecognizer {
    createStream(): OnlineStream;
    isReady(stream: OnlineStream): boolean;
    decode(stream: OnlineStream): void;
    getResult(stream: OnlineStream): Result;
  }

  export interface OfflineStream {
    acceptWaveform(waveform: Waveform): void;
  }
  export interface OfflineRecognizer {
    createStream(): OfflineStream;
    decodeAsync(stream: OfflineStream): Promise<Result>;
  }

  const sherpa: {
    OnlineRecognizer: new (config: RecognizerConfig<OnlineModelFiles>) => OnlineRecognizer;
    OfflineRecognizer: {
      createAsync(config: RecognizerConfig<OfflineModelFiles>): Promise<OfflineRecognizer>;
    };
  };
  export default sherpa;
}
