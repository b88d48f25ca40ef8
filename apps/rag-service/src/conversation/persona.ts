const OWN_NAME = 'Parley';
/** "Your name is Ada Lovelace", "You are called Ada", "You are Ada, ..."; names are written with capitals. */
const NAME =
  /\b(?:[Yy]our name is|[Yy]ou are called|[Mm]y name is) (\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)?)|^You are (\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)?),/u;

/** What the agent calls itself: the one part of a persona that has an effect without a language model. */
export function nameIn(persona: string): string {
  const [, called, is] = NAME.exec(persona.trim()) ?? [];
  return called ?? is ?? OWN_NAME;
}
