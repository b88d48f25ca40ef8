import { CAPITAL_WORDS, LOWER_INITIALISMS, WORDS } from '../lexicon.js';
import { entry, prefixRule, rule, spell, type Rule } from './rule.js';

/** Longer ones that can be said are words: "EDUROAM", "SCRUM". */
function isPronounceable(letters: string): boolean {
  return (
    letters.length > 4 &&
    /[AEIOUY]/.test(letters) &&
    !/[^AEIOUY]{3}|^(?:[^AEIOUYLRSH][^AEIOUYLRH])|[AEIOU]{3}/.test(letters)
  );
}

function capitals(letters: string): string {
  const known = entry(WORDS, letters) ?? entry(WORDS, letters.toLowerCase());
  if (known !== undefined) return known;
  if (CAPITAL_WORDS.has(letters) || letters.length > 6 || isPronounceable(letters))
    return letters.toLowerCase();
  return spell(letters);
}

/** One Drive, Linked In, Chat GPT, MSCHAP v */
const CAMEL = /[A-Z]+(?=[A-Z][a-z]{2})|[A-Z][a-z]{2,}|(?<=[a-z])[A-Z][a-z]|[a-z]+|[A-Z]+/g;

export const WORD_RULES: readonly Rule[] = [
  // VPN, VPNs, VPN's
  rule(/([A-Z]{2,})('?s)?(?!'[a-z])/, ([, letters = '', ending = '']) => {
    const said = capitals(letters);
    return / |^[A-Z]$/.test(said) && ending ? `${said}'s` : said + ending;
  }),
  // AT&T, R&D
  rule(
    /([A-Z]{1,3})&([A-Z]{1,3})/,
    ([, left = '', right = '']) => `${spell(left)} and ${spell(right)}`,
  ),
  prefixRule(/([A-Za-z]+)\((s|es)\)/, ([, word = '', ending = ''], say) => say(word + ending)),
  rule(/(?<![A-Za-z])A(?= [A-Za-z])(?<=(?:^|[.?!:] )["'(*]*A)/, () => 'a'),
  rule(/[A-Z]+'(?:T|RE|LL|VE|D|M)/, ([contraction]) => contraction.toLowerCase()),
  rule(/([A-Za-z]+)((?:'[A-Za-z]+)*)/, ([all, word = '', ending = ''], say) => {
    const known = entry(WORDS, all) ?? entry(WORDS, all.toLowerCase());
    if (known !== undefined) return known;
    if (ending) return say(word) + ending.replace(/'S$/, "'s");
    if (LOWER_INITIALISMS.has(word) || /^[bcdfghjklmnpqrstvwxz]{2,5}$/.test(word))
      return spell(word);
    const parts = word.match(CAMEL) ?? [];
    return /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(word) && !/^Ma?c[A-Z]/.test(word)
      ? parts.map(say).join(' ')
      : word;
  }),
];
