/** A model for the `cascade` engine. */
export interface SpeechModel {
  readonly repo: string;
  readonly wanted: RegExp;
  /** Files that must be among them. */
  readonly required: readonly string[];
  readonly about: string;
  /** The variable that names its folder to the services. */
  readonly variable: 'ASR_MODEL_DIR' | 'TTS_MODEL_DIR';
}

const ZIPFORMER = 'chunk-16-left-128.int8.onnx';

/** Better ears and a better voice than those that need no download. */
export const SPEECH_MODELS: readonly SpeechModel[] = [
  {
    repo: 'csukuangfj/sherpa-onnx-streaming-zipformer-en-2023-06-26',
    wanted: /^(?:(?:encoder|decoder|joiner)-.*-chunk-16-left-128\.int8\.onnx|tokens\.txt)$/,
    required: [
      ...['encoder', 'decoder', 'joiner'].map((part) => `${part}-epoch-99-avg-1-${ZIPFORMER}`),
      'tokens.txt',
    ],
    about: 'The recogniser',
    variable: 'ASR_MODEL_DIR',
  },
  {
    repo: 'csukuangfj/vits-piper-en_US-libritts_r-medium',
    wanted: /^(?:[^/]+\.onnx(?:\.json)?|tokens\.txt|MODEL_CARD|espeak-ng-data\/.+)$/,
    required: ['en_US-libritts_r-medium.onnx', 'tokens.txt', 'espeak-ng-data/phondata'],
    about: 'The voice',
    variable: 'TTS_MODEL_DIR',
  },
];
