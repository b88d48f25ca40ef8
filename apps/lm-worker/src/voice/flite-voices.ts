/** All voices used here have this rate. */
export const FLITE_RATE_HZ = 16_000;

/** A voice of Flite. */
export interface FliteVoice {
  readonly name: string;
  /** Brings its speech to -20 dBFS, so that all voices are equally loud. */
  readonly gainDb: number;
}

/** Gains were measured over the same ten sentences, pauses left out. */
const SLT: FliteVoice = { name: 'slt', gainDb: -5.6 };
const RMS: FliteVoice = { name: 'rms', gainDb: 0.2 };
const AWB: FliteVoice = { name: 'awb', gainDb: -1 };
const KAL16: FliteVoice = { name: 'kal16', gainDb: 6.4 };

export const FLITE_VOICES: readonly FliteVoice[] = [SLT, RMS, AWB, KAL16];

/** PersonaPlex's voices (natural and varied, female and male, numbered from 0) and what comes nearest here. */
const STAND_INS = [
  { prefix: 'NATF', count: 4, voice: SLT },
  { prefix: 'NATM', count: 4, voice: RMS },
  { prefix: 'VARF', count: 5, voice: SLT },
  { prefix: 'VARM', count: 5, voice: AWB },
] as const;

const BY_NAME: ReadonlyMap<string, FliteVoice> = new Map([
  ...FLITE_VOICES.map((voice) => [voice.name, voice] as const),
  ...STAND_INS.flatMap(({ prefix, count, voice }) =>
    Array.from({ length: count }, (_, i) => [`${prefix}${i}`, voice] as const),
  ),
]);

/** Every name that `fliteVoice` knows, Flite's own first. */
export const VOICE_NAMES: readonly string[] = [...BY_NAME.keys()];

/** The voice of this name, or the stand-in for a PersonaPlex name (with or without `.pt`). */
export function fliteVoice(name: string): FliteVoice | undefined {
  return BY_NAME.get(name.replace(/\.pt$/, ''));
}
