/** The part of `sherpa-onnx-node` 1.13 that we use; the package ships no types of its own. */
declare module 'sherpa-onnx-node' {
  export interface VitsFiles {
    model: string;
    tokens: string;
    /** One of the two: eSpeak's data, or a file with the pronunciation of every word. */
    dataDir?: string;
    lexicon?: string;
  }
  export interface StyledFiles {
    model: string;
    voices: string;
    tokens: string;
    dataDir: string;
    lexicon?: string;
    lang?: string;
  }
  export type VoiceFiles = { vits: VitsFiles } | { kokoro: StyledFiles } | { kitten: StyledFiles };
  export interface OfflineTtsConfig {
    model: VoiceFiles & { numThreads: number; provider: string; debug: boolean };
    maxNumSentences: number;
  }
  export interface OfflineTts {
    readonly sampleRate: number;
    generate(request: { text: string; sid: number; speed: number }): { samples: Float32Array };
  }

  const sherpa: { OfflineTts: new (config: OfflineTtsConfig) => OfflineTts };
  export default sherpa;
}
