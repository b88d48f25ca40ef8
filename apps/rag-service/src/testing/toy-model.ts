import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formulaValues, GraphBuilder } from '@parley/onnx';
import { MEANINGS, wordsOfToy } from './toy-words.js';

const DIMENSIONS = 32;
const MARKS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];

export interface ToyModel {
  /** Words that the model tells apart, besides those of {@link MEANINGS}; all other ones are the same to it. */
  vocabulary?: string;
  mostTokens?: number;
  /** What is in `1_Pooling/config.json`. */
  pooling?: object;
  prompts?: Record<string, string>;
  /** Place of the graph in the folder. */
  graph?: string;
}

/** Writes an embedding model as the hub lays it out. It knows which words of {@link MEANINGS} mean the same, and nothing else. */
export async function writeToyModel(folder: string, model: ToyModel = {}): Promise<void> {
  const { vocabulary = '', mostTokens = 64, prompts, graph = 'onnx/model.onnx' } = model;
  const words = [...new Set([...MEANINGS.flat(), ...wordsOfToy(vocabulary), ':'])];
  const names = [...MARKS, ...words];
  const { pooling = { word_embedding_dimension: DIMENSIONS, pooling_mode_mean_tokens: true } } =
    model;
  const files = {
    [graph]: graphOf(names),
    'config.json': { hidden_size: DIMENSIONS, max_position_embeddings: 512 },
    'tokenizer.json': tokenizerOf(names),
    'tokenizer_config.json': { model_max_length: 512, tokenizer_class: 'BertTokenizer' },
    'sentence_bert_config.json': { max_seq_length: mostTokens },
    '1_Pooling/config.json': pooling,
    ...(prompts ? { 'config_sentence_transformers.json': { prompts } } : {}),
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    const bytes = content instanceof Uint8Array ? content : JSON.stringify(content);
    await writeFile(join(folder, name), bytes);
  }
}

/** Each token's vector, and a little of the mean of all of them: padding that is not left out would show. */
function graphOf(names: readonly string[]): Uint8Array {
  const graph = new GraphBuilder();
  const shape = ['batch_size', 'sequence_length'];
  const ids = graph.input('input_ids', 'i64', shape);
  const mask = graph.input('attention_mask', 'i64', shape);
  const types = graph.input('token_type_ids', 'i64', shape);
  const table = graph.floats(names.flatMap(vectorOf), [names.length, DIMENSIONS]);
  const kinds = graph.floats(formulaValues('kinds', 2 * DIMENSIONS), [2, DIMENSIONS]);
  const tokens = graph.op('Add', [
    graph.op('Gather', [table, ids]),
    graph.op('Mul', [graph.op('Gather', [kinds, types]), graph.floats([0.01], [1])]),
  ]);
  const counted = graph.op('Unsqueeze', [graph.op('Cast', [mask], { to: 1 }), graph.integers([2])]);
  const sum = (value: typeof ids) => graph.op('ReduceSum', [value, graph.integers([1])]);
  const mean = graph.op('Div', [sum(graph.op('Mul', [tokens, counted])), sum(counted)]);
  const states = graph.op('Add', [tokens, mean]);
  graph.output(states, 'last_hidden_state', 'f32', [...shape, DIMENSIONS]);
  return graph.build().bytes;
}

function vectorOf(name: string): number[] {
  const meaning = MEANINGS.findIndex((words) => words.includes(name));
  const values = formulaValues(meaning < 0 ? name : `meaning ${meaning}`, DIMENSIONS);
  return [...values].map((value) => (meaning < 0 ? value : 5 * value));
}

function tokenizerOf(names: readonly string[]): object {
  const special = (id: number) => ({ id, content: MARKS[id], special: true });
  const mark = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const marks = Object.fromEntries(
    MARKS.map((id, at) => [id, { id, ids: [at], tokens: [id] }] as const),
  );
  return {
    version: '1.0',
    added_tokens: MARKS.map((_, at) => special(at)),
    normalizer: { type: 'BertNormalizer', lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [mark('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, mark('[SEP]')],
      pair: [],
      special_tokens: marks,
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(names.map((name, at) => [name, at])),
    },
  };
}
