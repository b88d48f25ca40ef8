/** All of its voices used here have this rate. */
export const FLITE_RATE_HZ = 16_000;

/** A voice of Flite. */
export interface FliteVoice {
  readonly name: FliteVoiceName;
  /** Brings its speech to -20 dBFS, so that all voices are equally loud. */
  readonly gainDb: number;
}

export type FliteVoiceName = 'slt' | 'rms' | 'awb' | 'kal16';

/** The first is the one to show first. Gains were measured over the same ten sentences, pauses left out. */
export const FLITE_VOICES: readonly FliteVoice[] = [
  { name: 'slt', gainDb: -5.6 },
  { name: 'rms', gainDb: 0.2 },
  { name: 'awb', gainDb: -1 },
  { name: 'kal16', gainDb: 6.4 },
];

/** PersonaPlex's voices, natural and varied, female and male, and what comes nearest here. */
const STAND_INS: readonly [RegExp, FliteVoiceName][] = [
  [/^(?:NATF[0-3]|VARF[0-4])$/, 'slt'],
  [/^NATM[0-3]$/, 'rms'],
  [/^VARM[0-4]$/, 'awb'],
];

/** The voice of this name, a PersonaPlex name (with or without `.pt`) taken for its stand-in. */
export function fliteVoice(name: string): FliteVoice | undefined {
  const bare = name.replace(/\.pt$/, '');
  const wanted = STAND_INS.find(([names]) => names.test(bare))?.[1] ?? bare;
  return FLITE_VOICES.find((voice) => voice.name === wanted);
}
