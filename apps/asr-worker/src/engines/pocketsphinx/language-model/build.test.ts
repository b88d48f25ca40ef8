import { beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTS } from '../../../testing/documents.js';
import { buildLanguageModel, type LanguageModel } from './build.js';
import { Lexicon } from './lexicon.js';
import { ArpaModel } from '../../../testing/arpa-model.js';

const STOCK_DICTIONARY = '/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict';
let lexicon: Lexicon;
let model: LanguageModel;
let arpa: ArpaModel;

beforeAll(async () => {
  lexicon = await Lexicon.read(STOCK_DICTIONARY);
  model = buildLanguageModel(DOCUMENTS, lexicon);
  arpa = ArpaModel.parse(model.arpa);
});

describe('the language model', () => {
  it.each([
    [[]],
    [['my']],
    [['printer']],
    [['how', 'do']],
    [['my', 'printer']],
    [['</s>', 'free']],
  ])('gives all words after %j a probability of one together', (history) => {
    const total = arpa.words
      .filter((word) => word !== '<s>')
      .reduce((sum, word) => sum + arpa.probability(word, history), 0);
    expect(total).toBeCloseTo(1, 2);
  });

  it('counts its n-grams as its header says', () => {
    expect(arpa.counts).toEqual(arpa.announced);
  });

  it('has a pronunciation for each of its words', () => {
    const pronounced = Lexicon.parse(model.dictionary);
    const words = arpa.words.filter((word) => !word.startsWith('<'));
    expect(words).toHaveLength(model.words);
    expect(words.filter((word) => !pronounced.has(word))).toEqual([]);
  });

  it('expects questions that nobody wrote down, about things that the documents name', () => {
    const asked = arpa.logProbability('my printer is very slow'.split(' '));
    const shuffled = arpa.logProbability('slow very is printer my'.split(' '));
    expect(asked).toBeGreaterThan(shuffled + 4);
  });

  it('turns what is said to the caller into what the caller says', () => {
    expect(arpa.probability('my', ['forgotten'])).toBeGreaterThan(0.05);
    const after = (word: string) => arpa.probability(word, ['forgotten', 'my']);
    expect(after('password')).toBeGreaterThan(after('printer'));
  });

  it('writes words as people do, whatever they sound like', () => {
    expect(model.dictionaryAdditions.get('vpn')).toEqual(['V IY P IY EH N']);
    expect(model.dictionaryAdditions.get('onedrive')).toEqual(['W AH N D R AY V']);
    expect(arpa.words).toContain('wi-fi');
    expect(arpa.words).not.toContain('wifi');
    expect(arpa.words).toContain('email');
  });

  it('leaves out addresses, which nobody reads aloud', () => {
    expect(arpa.words).not.toContain('example');
  });

  it('takes any word for a word', () => {
    const text = 'The constructor has a prototype, and toString is its own valueOf.';
    const odd = buildLanguageModel([{ title: 'hasOwnProperty', text }], lexicon);
    expect(ArpaModel.parse(odd.arpa).words).toContain('constructor');
  });

  it('is the same for the same documents', () => {
    expect(buildLanguageModel(DOCUMENTS, lexicon)).toEqual(model);
  });

  it('works without any document', () => {
    const empty = buildLanguageModel([], lexicon);
    expect(ArpaModel.parse(empty.arpa).words).toContain('hello');
    expect(empty.documents).toBe(0);
  });

  it('stays within its bounds however much text there is', () => {
    const text = Array.from({ length: 30_000 }, (_, at) => `Word${letters(at)} opens the door.`);
    const huge = buildLanguageModel([{ title: 'Huge', text: text.join('\n') }], lexicon);
    expect(huge.words).toBeLessThanOrEqual(20_000);
    expect(ArpaModel.parse(huge.arpa).counts[3]).toBeLessThanOrEqual(300_000);
  });
});

/** A different word for each number. */
function letters(value: number): string {
  return [...value.toString(26)]
    .map((digit) => String.fromCharCode(97 + parseInt(digit, 26)))
    .join('');
}
