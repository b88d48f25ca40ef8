import {
  PERSONAPLEX_VOICE_NAMES,
  withoutSuffix,
  type PersonaPlexVoiceName,
} from '../personaplex-voice-names.js';
import type { Voice } from '../synthesizer.js';

/** All voices used here have this rate. */
export const FLITE_RATE_HZ = 16_000;

/** Gains bring speech to -20 dBFS. They were measured over the same ten sentences, pauses left out. */
const SLT: Voice = { name: 'slt', gainDb: -5.6 };
const RMS: Voice = { name: 'rms', gainDb: 0.2 };
const AWB: Voice = { name: 'awb', gainDb: -1 };
const KAL16: Voice = { name: 'kal16', gainDb: 6.4 };

export const FLITE_VOICES: readonly Voice[] = [SLT, RMS, AWB, KAL16];

/** What comes nearest to a voice of PersonaPlex. */
function standIn({ name, gender }: PersonaPlexVoiceName): Voice {
  if (gender === 'female') return SLT;
  return name.startsWith('NAT') ? RMS : AWB;
}

const BY_NAME: ReadonlyMap<string, Voice> = new Map([
  ...FLITE_VOICES.map((voice) => [voice.name, voice] as const),
  ...PERSONAPLEX_VOICE_NAMES.map((name) => [name.name, standIn(name)] as const),
]);

/** Every name that `fliteVoice` knows, Flite's own first. */
export const VOICE_NAMES: readonly string[] = [...BY_NAME.keys()];

/** The voice of this name, or the stand-in for a PersonaPlex name (with or without `.pt`). */
export function fliteVoice(name: string): Voice | undefined {
  return BY_NAME.get(withoutSuffix(name));
}
