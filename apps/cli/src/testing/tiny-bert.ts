import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const [HIDDEN, HEADS, WIDE, LAYERS, WORDS, POSITIONS] = [8, 2, 12, 2, 7, 6];
const EPSILON = 1e-12;

type Matrix = number[][];
/** Weights by the names that transformers gives them, each with its rows; a vector is one row. */
export type TinyBert = ReadonlyMap<string, Matrix>;

export function randomBert(): TinyBert {
  let state = 7;
  const random = () => ((state = (state * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5) * 0.8;
  const weights = new Map<string, Matrix>();
  const add = (name: string, rows: number, columns: number) =>
    weights.set(
      name,
      Array.from({ length: rows }, () => Array.from({ length: columns }, random)),
    );
  const both = (name: string, rows: number, columns: number) => {
    add(`${name}.weight`, rows, columns);
    add(`${name}.bias`, 1, rows === 1 ? columns : rows);
  };
  add('embeddings.word_embeddings.weight', WORDS, HIDDEN);
  add('embeddings.position_embeddings.weight', POSITIONS, HIDDEN);
  add('embeddings.token_type_embeddings.weight', 2, HIDDEN);
  both('embeddings.LayerNorm', 1, HIDDEN);
  for (let layer = 0; layer < LAYERS; layer++) {
    const name = `encoder.layer.${layer}`;
    for (const part of ['self.query', 'self.key', 'self.value', 'output.dense'])
      both(`${name}.attention.${part}`, HIDDEN, HIDDEN);
    both(`${name}.attention.output.LayerNorm`, 1, HIDDEN);
    both(`${name}.intermediate.dense`, WIDE, HIDDEN);
    both(`${name}.output.dense`, HIDDEN, WIDE);
    both(`${name}.output.LayerNorm`, 1, HIDDEN);
  }
  return weights;
}

/** As transformers saves it. */
export async function writeBert(folder: string, model: TinyBert): Promise<void> {
  const header: Record<string, object> = {};
  const bytes: Buffer[] = [];
  let at = 0;
  for (const [name, rows] of model) {
    const content = Buffer.from(Float32Array.from(rows.flat()).buffer);
    const shape = /LayerNorm|bias/.test(name) ? [rows[0]?.length] : [rows.length, rows[0]?.length];
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + content.length] };
    bytes.push(content);
    at += content.length;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  await writeFile(join(folder, 'model.safetensors'), Buffer.concat([length, text, ...bytes]));
  const config = {
    model_type: 'bert',
    hidden_act: 'gelu',
    hidden_size: HIDDEN,
    num_attention_heads: HEADS,
    num_hidden_layers: LAYERS,
    layer_norm_eps: EPSILON,
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
}

/** BERT in plain arithmetic, for one text. @returns a vector for each token */
export function bert(model: TinyBert, tokens: readonly number[]): Matrix {
  const matrix = (name: string) => model.get(name) as Matrix;
  const vector = (name: string) => matrix(name)[0] as number[];
  const row = (name: string, at: number) => matrix(name)[at] as number[];
  const linear = (xs: Matrix, name: string): Matrix =>
    xs.map((x) =>
      plus(
        matrix(`${name}.weight`).map((w) => dot(w, x)),
        vector(`${name}.bias`),
      ),
    );
  const norm = (xs: Matrix, name: string): Matrix =>
    xs.map((x) => plus(times(standard(x), vector(`${name}.weight`)), vector(`${name}.bias`)));
  let states = tokens.map((token, at) =>
    plus(
      plus(
        row('embeddings.word_embeddings.weight', token),
        row('embeddings.token_type_embeddings.weight', 0),
      ),
      row('embeddings.position_embeddings.weight', at),
    ),
  );
  states = norm(states, 'embeddings.LayerNorm');
  for (let layer = 0; layer < LAYERS; layer++) {
    const name = `encoder.layer.${layer}`;
    const part = (each: string) => linear(states, `${name}.attention.self.${each}`);
    const mixed = attention(part('query'), part('key'), part('value'));
    const attended = linear(mixed, `${name}.attention.output.dense`);
    const between = norm(rowsPlus(attended, states), `${name}.attention.output.LayerNorm`);
    const wide = linear(between, `${name}.intermediate.dense`).map((x) => x.map(gelu));
    const narrow = linear(wide, `${name}.output.dense`);
    states = norm(rowsPlus(narrow, between), `${name}.output.LayerNorm`);
  }
  return states;
}

function attention(queries: Matrix, keys: Matrix, values: Matrix): Matrix {
  const size = HIDDEN / HEADS;
  const heads = Array.from({ length: HEADS }, (_, head) => [head * size, (head + 1) * size]);
  return queries.map((query) =>
    heads.flatMap(([from, to]) => {
      const own = query.slice(from, to);
      const scores = keys.map((key) => Math.exp(dot(own, key.slice(from, to)) / Math.sqrt(size)));
      const sum = scores.reduce((total, score) => total + score, 0);
      return own.map((_, at) =>
        values.reduce(
          (total, value, i) => total + ((scores[i] ?? 0) / sum) * (value[(from ?? 0) + at] ?? 0),
          0,
        ),
      );
    }),
  );
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

function plus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, at) => value + (b[at] ?? 0));
}

function times(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, at) => value * (b[at] ?? 0));
}

function rowsPlus(a: Matrix, b: Matrix): Matrix {
  return a.map((row, at) => plus(row, b[at] ?? []));
}

function standard(x: readonly number[]): number[] {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map((value) => (value - mean) / Math.sqrt(variance + EPSILON));
}

function gelu(x: number): number {
  return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

/** Abramowitz and Stegun, 7.1.26: right to seven digits. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];
  const sum = series.reduceRight((total, factor) => (total + factor) * t, 0);
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}
