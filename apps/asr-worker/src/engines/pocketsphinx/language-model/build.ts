import type { CorpusDocument } from '../../../corpus/corpus-document.js';
import { toArpa } from './arpa.js';
import { NOUN_TEMPLATES, SMALL_TALK, VERB_TEMPLATES } from './question-templates.js';
import type { Lexicon } from './lexicon.js';
import { NgramCounts } from './ngrams.js';
import { asCallersSay, mostFrequent, PhraseMiner } from './phrases.js';
import { pronounce } from './pronounce.js';
import { sentencesOf, type Token } from './sentences.js';
import { runSteps, type Steps } from './slices.js';
import { wittenBell } from './witten-bell.js';

export interface LanguageModel {
  /** Trigram model in ARPA format. */
  readonly arpa: string;
  /** Every word of the model with its pronunciations, in CMU format. */
  readonly dictionary: string;
  /** Words that the stock dictionary lacks, or lacks a pronunciation of. */
  readonly dictionaryAdditions: ReadonlyMap<string, readonly string[]>;
  readonly words: number;
  readonly documents: number;
}

/** A decoder of PocketSphinx slows down with its words, and hardly anybody asks with the rarest ones. */
const MAX_WORDS = 20_000;
const MAX_TRIGRAMS = 300_000;
/** More text than this tells a trigram model little that is new. */
const MAX_CHARACTERS = 8_000_000;
const MAX_FILLERS = 400;

const TITLE_WEIGHT = 2;
const SMALL_TALK_WEIGHT = 1;
/** How much one frame counts, over all of its fillers. */
const TEMPLATE_WEIGHT = 24;

/**
 * Builds the model of what people will ask about these documents: their sentences, the same ones turned
 * to the first person, and question frames filled with the things and actions that they name.
 * Work for some seconds at most, whatever the size.
 */
export function buildLanguageModel(
  documents: readonly CorpusDocument[],
  lexicon: Lexicon,
): LanguageModel {
  return runSteps(languageModelSteps(documents, lexicon));
}

/** `buildLanguageModel` in steps of a few milliseconds. */
export function* languageModelSteps(
  documents: readonly CorpusDocument[],
  lexicon: Lexicon,
): Steps<LanguageModel> {
  const counts = new NgramCounts(MAX_WORDS, MAX_TRIGRAMS);
  for (const phrase of SMALL_TALK) counts.add(phrase.split(' '), SMALL_TALK_WEIGHT);
  const miner = new PhraseMiner();
  const originals = yield* countDocuments(documents, lexicon, counts, miner);
  yield* countTemplates(NOUN_TEMPLATES, 'N', mostFrequent(miner.nouns, MAX_FILLERS), counts);
  yield* countTemplates(VERB_TEMPLATES, 'V', mostFrequent(miner.verbs, MAX_FILLERS), counts);
  const arpa = yield* toArpa(yield* wittenBell(counts));
  const words = counts.words.slice(2);
  return {
    arpa,
    ...dictionaryOf(words, originals, lexicon),
    words: words.length,
    documents: documents.length,
  };
}

function* countDocuments(
  documents: readonly CorpusDocument[],
  lexicon: Lexicon,
  counts: NgramCounts,
  miner: PhraseMiner,
): Steps<Originals> {
  const originals = new Originals();
  let budget = MAX_CHARACTERS;
  for (const { title, text } of documents) {
    if (budget <= 0) break;
    budget -= text.length;
    for (const [sentences, weight] of [
      [sentencesOf(title), TITLE_WEIGHT],
      [sentencesOf(text), 1],
    ] as const) {
      for (const tokens of sentences) {
        const speakable = tokens.flatMap((token) => splitUnknown(token, lexicon));
        speakable.forEach((token) => originals.note(token));
        countSentence(speakable, weight, counts, miner);
      }
      yield;
    }
  }
  return originals;
}

function countSentence(
  tokens: readonly Token[],
  weight: number,
  counts: NgramCounts,
  miner: PhraseMiner,
): void {
  const words = tokens.map(({ word }) => word);
  counts.add(words, weight);
  miner.add(words);
  const said = asCallersSay(words);
  if (said.some((word, at) => word !== words[at])) counts.add(said, weight);
}

/** "dial-up" becomes two words unless the dictionary has it as one. */
function splitUnknown(token: Token, lexicon: Lexicon): Token[] {
  if (!token.word.includes('-') || lexicon.has(token.word)) return [token];
  return token.original.split('-').map((original) => ({ original, word: original.toLowerCase() }));
}

function* countTemplates(
  frames: readonly string[],
  slot: string,
  fillers: readonly string[],
  counts: NgramCounts,
): Steps<void> {
  for (const frame of frames) {
    for (const filler of fillers)
      counts.add(frame.replace(slot, filler).split(' '), TEMPLATE_WEIGHT / fillers.length);
    yield;
  }
}

/** Remembers the spelling with the most capitals: "VPN" says more about the sound than "vpn". */
class Originals {
  private readonly byWord = new Map<string, string>();

  note({ word, original }: Token): void {
    const known = this.byWord.get(word);
    if (!known || capitals(original) > capitals(known)) this.byWord.set(word, original);
  }

  of(word: string): string {
    return this.byWord.get(word) ?? word;
  }
}

function capitals(text: string): number {
  return text.replace(/[^A-Z]/g, '').length;
}

function dictionaryOf(
  words: readonly string[],
  originals: Originals,
  lexicon: Lexicon,
): Pick<LanguageModel, 'dictionary' | 'dictionaryAdditions'> {
  const additions = new Map<string, readonly string[]>();
  const lines: string[] = [];
  for (const word of words) {
    const pronunciations = pronounce(originals.of(word), word, lexicon);
    if (pronunciations.length > lexicon.pronunciationsOf(word).length)
      additions.set(word, pronunciations);
    pronunciations.forEach((phones, at) =>
      lines.push(`${at === 0 ? word : `${word}(${at + 1})`} ${phones}`),
    );
  }
  return { dictionary: `${lines.join('\n')}\n`, dictionaryAdditions: additions };
}
