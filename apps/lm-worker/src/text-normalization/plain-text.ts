/** Signs that rules know, besides ASCII. */
const KEPT = new Set('−–€£¥₹¢§°×÷±≈≠≤≥→√©µ½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞');

const REPLACED: Readonly<Record<string, string>> = {
  ...same('‘’‚′ʼ', "'"),
  ...same('“”„«»″', '"'),
  ...same('—―', '–'),
  ...same('‐‑‒', '-'),
  ...same('⇒➔➜➡⟶', '→'),
  ...same('μ', 'µ'),
  ...same('⋅∙', '×'),
  ...same('〜～∼', '~'),
  ...same('™®℠', ''),
  '≃': '≈',
  '∕': '/',
  '№': 'No.',
  Ω: 'ohm',
  π: 'pi',
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  Δ: 'delta',
  '∆': 'delta',
  '∞': 'infinity',
  ε: 'epsilon',
  θ: 'theta',
  λ: 'lambda',
  σ: 'sigma',
  Σ: 'sigma',
  τ: 'tau',
  φ: 'phi',
  ω: 'omega',
  ß: 'ss',
  æ: 'ae',
  Æ: 'Ae',
  œ: 'oe',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  ı: 'i',
};

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A word in ASCII and the few signs that rules know, without accents and emoji; "10⁶" as "10^6". */
export function plainWord(word: string): string {
  return [...word.replace(/⁻?[⁰¹²³⁴-⁹]+/g, asPower)].map(plainCharacter).join('');
}

function asPower(raised: string): string {
  return `^${[...raised].map((sign) => (sign === '⁻' ? '-' : SUPERSCRIPTS.indexOf(sign))).join('')}`;
}

function plainCharacter(character: string): string {
  if (KEPT.has(character)) return character;
  const replaced = REPLACED[character];
  if (replaced !== undefined) return replaced;
  return [...character.normalize('NFKD')]
    .filter((c) => /[\x21-\x7e]/.test(c) || KEPT.has(c))
    .join('');
}

function same(characters: string, replacement: string): Record<string, string> {
  return Object.fromEntries([...characters].map((character) => [character, replacement]));
}
