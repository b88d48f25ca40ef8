/**
 * What listeners say to show that they listen, by language: it takes no turn
 * (Yngve 1970, "On getting a word in edgewise"). "No" and "thanks" do.
 */
const BACKCHANNELS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    'ah aha alright fine good great hm huh i it got m mhm nice oh ok okay really right see sure uh uhhuh um wow yeah yep yes yup'
      .split(' ')
      .map(squeezed),
  ),
};

/** More words than that are a sentence, whatever they are. */
const MOST_WORDS = 4;

/** @param language an ISO 639-1 code */
export function isBackchannel(text: string, language = 'en'): boolean {
  const words =
    text
      .toLowerCase()
      .replace(/-/g, '')
      .match(/[\p{L}']+/gu) ?? [];
  const known = BACKCHANNELS[language];
  return words.length <= MOST_WORDS && words.every((word) => known?.has(squeezed(word)));
}

/** "Mm-hmm", "mmhm" and "mhm" are one: a murmur has no spelling. */
function squeezed(word: string): string {
  return word.replace(/(\p{L})\1+/gu, '$1');
}
