import {
  PERSONAPLEX_VOICE_NAMES,
  withoutSuffix,
  type PersonaPlexVoiceName,
} from '../personaplex-voice-names.js';

/** The list is announced every second; some models have hundreds. */
const MOST_LISTED = 32;

/** Who of a model's speakers is meant by a name. */
export class Speakers {
  /** To show to people: the first speakers, then those of PersonaPlex. */
  readonly listed: readonly string[];
  private readonly byName: ReadonlyMap<string, string>;

  constructor(names: readonly string[]) {
    const own = new Map(names.map((name) => [name, name]));
    const standIns = PERSONAPLEX_VOICE_NAMES.map(
      (wanted) => [wanted.name, standIn(wanted, names)] as const,
    );
    this.byName = new Map([...standIns, ...own]);
    this.listed = [...names.slice(0, MOST_LISTED), ...standIns.map(([name]) => name)];
  }

  /** The speaker of this name, or the one who stands in for it. */
  find(name: string): string | undefined {
    return this.byName.get(name) ?? this.byName.get(withoutSuffix(name));
  }
}

/** One of the same gender, where the names tell it: "af_bella" and "expr-voice-2-f" are women. */
function standIn({ gender, index }: PersonaPlexVoiceName, names: readonly string[]): string {
  const telling = gender === 'female' ? /^[a-z]f_|-f$/ : /^[a-z]m_|-m$/;
  const fitting = names.filter((name) => telling.test(name));
  const choice = fitting.length > 0 ? fitting : names;
  return choice[index % choice.length] as string;
}
