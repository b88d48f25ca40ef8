import { withDigits } from './stt-numbers.js';

/**
 * The words of a text as word error rates compare them: lower case, without punctuation, and one form for what people
 * write in several ways (after the text normalisation of Radford et al. 2022, "Robust Speech Recognition via
 * Large-Scale Weak Supervision", appendix C, kept to what is certain).
 */
export function normalizedWords(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/(\d)\.(?=\d)/g, '$1 point ')
    .replace(/%/g, ' percent ')
    .replace(/&/g, ' and ')
    .replace(/['’‘]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
  const words = plain.split(' ').filter(Boolean);
  return withDigits(joinedPairs(words).map((word) => VARIANTS.get(word) ?? word));
}

/** Two words that are one elsewhere. */
const PAIRS: ReadonlyMap<string, string> = new Map(
  `wi-fi e-mail e-mails on-line voice-mail mail-box pass-word web-site to-day to-night to-morrow some-body any-body
  every-body some-one any-one every-one`
    .split(/\s+/)
    .map((pair) => [pair.replace('-', ' '), pair.replace('-', '')]),
);

const VARIANTS: ReadonlyMap<string, string> = new Map(
  `mr mister, mrs missus, dr doctor, st saint, ok okay, vs versus, etc etcetera, colour color, favourite favorite,
  centre center, theatre theater, programme program, licence license, cheque check, grey gray, cancelled canceled,
  organise organize, organised organized, recognise recognize, recognised recognized, neighbour neighbor,
  honour honor, labour labor, behaviour behavior, travelled traveled, jewellery jewelry, storey story, tyre tire`
    .split(',')
    .map((pair) => pair.trim().split(' ') as [string, string]),
);

function joinedPairs(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const pair = PAIRS.get(`${words[at]} ${words[at + 1]}`);
    if (pair) at++;
    joined.push(pair ?? (words[at] as string));
  }
  return joined;
}
