import { int16ToFloat } from '@parley/audio';
import type { Waveform } from 'sherpa-onnx-node';
import { canonicalWord } from '../../stt/canonical-word.js';

export const SHERPA_SAMPLE_RATE_HZ = 16_000;

export function waveform(pcm16k: Int16Array): Waveform {
  return { samples: int16ToFloat(pcm16k), sampleRate: SHERPA_SAMPLE_RATE_HZ };
}

/** Models write capitals and punctuation as they were trained to; we want words. */
export function plainWords(text: string): string {
  const words = text.toLowerCase().replace(/[^\p{L}\p{N}' -]/gu, ' ');
  return words.split(/\s+/).filter(Boolean).map(canonicalWord).join(' ');
}
