import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export const CHUNKS_PER_PAGE = 4;
const PAGES_PER_FOLDER = 500;
const WORDS_PER_CHUNK = 120;
const WORDS_PER_SENTENCE = 12;
const WORDS_PER_QUESTION = 5;
const VOCABULARY = 30_000;
const CONSONANTS = 'bcdfghjklmnprstvw';
const VOWELS = 'aeiou';

/** Pages of made-up words that are as unevenly frequent as those of a language (Zipf); the same in every run. */
export class SyntheticCorpus {
  private state = 7;
  private questionsAsked = 0;
  private readonly words = Array.from({ length: VOCABULARY }, (_, rank) => wordOf(rank));

  /** Writes so many pages and gives so many questions, each with words of one chunk; every second holds a word that is misspelled. */
  async write(folder: string, pages: number, questions: number): Promise<string[]> {
    const every = Math.max(1, Math.floor(pages / questions));
    const asked: string[] = [];
    for (let page = 0; page < pages; page++) {
      const chunks = Array.from({ length: CHUNKS_PER_PAGE }, () => this.chunk());
      await writePage(folder, page, chunks);
      if (page % every === 0 && asked.length < questions) asked.push(this.questionOn(chunks));
    }
    return asked;
  }

  private chunk(): string[] {
    return Array.from({ length: WORDS_PER_CHUNK }, () => this.word());
  }

  private questionOn(chunks: readonly string[][]): string {
    const words = chunks[Math.floor(this.random() * chunks.length)] ?? [];
    const picked = Array.from(
      { length: WORDS_PER_QUESTION },
      () => words[Math.floor(this.random() * words.length)],
    );
    this.questionsAsked += 1;
    if (this.questionsAsked % 2 === 0) picked.push(misspelled(picked.pop() ?? ''));
    return `How do I ${picked.join(' ')}?`;
  }

  /** Rank r is drawn about as often as 1 / r. */
  private word(): string {
    return this.words[Math.floor(VOCABULARY ** this.random()) - 1] ?? '';
  }

  /** A linear congruential generator is random enough for filler. */
  private random(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.state / 2 ** 32;
  }
}

/** As no document writes it, so that words like it have to be looked for. */
function misspelled(word: string): string {
  return `${word.slice(0, -1)}x`;
}

/** Three syllables, spelled from the digits of the rank. */
function wordOf(rank: number): string {
  let rest = rank * 7_919;
  const syllables = Array.from({ length: 3 }, () => {
    const consonant = CONSONANTS.charAt(rest % CONSONANTS.length);
    rest = Math.floor(rest / CONSONANTS.length);
    const vowel = VOWELS.charAt(rest % VOWELS.length);
    rest = Math.floor(rest / VOWELS.length);
    return consonant + vowel;
  });
  return syllables.join('');
}

/** Of a page in its folder. */
export function pageName(page: number): string {
  return `${Math.floor(page / PAGES_PER_FOLDER)}/${page}.md`;
}

async function writePage(folder: string, page: number, chunks: readonly string[][]): Promise<void> {
  const path = join(folder, pageName(page));
  if (page % PAGES_PER_FOLDER === 0) await mkdir(dirname(path), { recursive: true });
  const sections = chunks.map(
    (words) => `## ${words.slice(0, 3).join(' ')}\n\n${sentencesOf(words)}`,
  );
  const title = chunks[0]?.slice(3, 7).join(' ') ?? '';
  await writeFile(path, `# ${title}\n\n${sections.join('\n\n')}\n`);
}

function sentencesOf(words: readonly string[]): string {
  const sentences: string[] = [];
  for (let at = 0; at < words.length; at += WORDS_PER_SENTENCE)
    sentences.push(`The ${words.slice(at, at + WORDS_PER_SENTENCE).join(' ')}.`);
  return sentences.join(' ');
}
