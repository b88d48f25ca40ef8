import { GraphBuilder, type Value } from '@parley/onnx';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Speakers of the tiny voice; the second speaks at a quarter of the first's level. */
export const TINY_SPEAKERS = ['high', 'low'];
export const TINY_RATE_HZ = 22_050;

const ALPHABET = [' ', ...'abcdefghijklmnopqrstuvwxyz', '.', ','];
const LETTER_SAMPLES = 1_100;
/** ONNX's number for the type. */
const INT64 = 7;
const LEVELS = [0.4, 0.1];

/** What the tiny voice can read. */
const WORDS =
  'hello there word and on voice etc hostname rm x open the v p n client please wait then choose your campus ' +
  'after that type password confirm it telephone when icon turns green you can reach files from everywhere ' +
  'restart printer first queue try again asked about printing phishing yes';

/**
 * Writes a voice of a few kilobytes in the layout of sherpa-onnx's VITS releases: a real model that the real
 * library runs, which says every letter as a tone of its own.
 */
export async function writeTinyVoice(
  folder: string,
  { metadata = {}, level = 1 }: { metadata?: Record<string, string>; level?: number } = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const words = [...new Set(WORDS.split(' '))];
  const files = {
    'tokens.txt': ALPHABET.map((letter, id) => `${letter} ${id}\n`).join(''),
    'lexicon.txt': words.map((word) => `${word} ${[...word].join(' ')}\n`).join(''),
    'tiny.onnx': tinyModel(level).build({ ...METADATA, ...metadata }).bytes,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

const METADATA = {
  model_type: 'vits',
  comment: 'tiny',
  language: 'English',
  sample_rate: String(TINY_RATE_HZ),
  n_speakers: String(TINY_SPEAKERS.length),
  speaker_names: TINY_SPEAKERS.join(','),
  punctuation: '. ,',
};

/** Inputs and their order are those of VITS; the sound is [1, 1, samples]. */
function tinyModel(level: number): GraphBuilder {
  const graph = new GraphBuilder();
  const letters = graph.input('x', 'i64', [1, 'letters']);
  graph.input('x_length', 'i64', [1]);
  graph.input('noise_scale', 'f32', [1]);
  const length = graph.input('length_scale', 'f32', [1]);
  graph.input('noise_scale_w', 'f32', [1]);
  const speaker = graph.input('sid', 'i64', [1]);
  const tones = graph.floats(ALPHABET.flatMap(toneOf), [ALPHABET.length, LETTER_SAMPLES]);
  const levels = graph.floats(
    LEVELS.map((own) => own * level),
    [LEVELS.length],
  );
  const sound = graph.op('Mul', [
    graph.op('Gather', [
      graph.op('Gather', [tones, stretched(graph, length)], { axis: 1 }),
      letters,
    ]),
    graph.op('Gather', [levels, speaker]),
  ]);
  graph.output(graph.op('Reshape', [sound, graph.integers([1, 1, -1])]), 'y', 'f32', [1, 1, 'n']);
  return graph;
}

/** Samples of a letter in the order in which they are played: some twice, or not at all. */
function stretched(graph: GraphBuilder, length: Value): Value {
  const scale = graph.op('Squeeze', [length]);
  const samples = graph.op('Mul', [graph.floats([LETTER_SAMPLES - 1], []), scale]);
  const times = graph.op('Range', [graph.floats([0], []), samples, graph.floats([1], [])]);
  return graph.op('Cast', [graph.op('Div', [times, scale])], { to: INT64 });
}

function toneOf(_: string, letter: number): number[] {
  const hertz = 400 + 40 * letter;
  return Array.from({ length: LETTER_SAMPLES }, (_, i) =>
    letter === 0 ? 0 : Math.sin((2 * Math.PI * hertz * i) / TINY_RATE_HZ),
  );
}
