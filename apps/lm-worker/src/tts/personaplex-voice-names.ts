/** PersonaPlex's voices: natural and varied, female and male, numbered from 0. */
const KINDS = [
  { prefix: 'NATF', count: 4, gender: 'female', first: 0 },
  { prefix: 'NATM', count: 4, gender: 'male', first: 0 },
  { prefix: 'VARF', count: 5, gender: 'female', first: 4 },
  { prefix: 'VARM', count: 5, gender: 'male', first: 4 },
] as const;

export interface PersonaPlexVoiceName {
  readonly name: string;
  readonly gender: 'female' | 'male';
  /** Which of its gender it is, from 0. */
  readonly index: number;
}

/** What clients of PersonaPlex ask for, so that every engine has someone to stand in. */
export const PERSONAPLEX_VOICE_NAMES: readonly PersonaPlexVoiceName[] = KINDS.flatMap(
  ({ prefix, count, gender, first }) =>
    Array.from({ length: count }, (_, i) => ({ name: `${prefix}${i}`, gender, index: first + i })),
);

/** Clients name a voice as its file is called. */
export function withoutSuffix(name: string): string {
  return name.replace(/\.pt$/, '');
}
