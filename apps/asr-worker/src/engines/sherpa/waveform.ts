import { int16ToFloat } from '@parley/audio';
import type { Waveform } from 'sherpa-onnx-node';

export const SHERPA_SAMPLE_RATE_HZ = 16_000;

export function waveform(pcm16k: Int16Array): Waveform {
  return { samples: int16ToFloat(pcm16k), sampleRate: SHERPA_SAMPLE_RATE_HZ };
}
