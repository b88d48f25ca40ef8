import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphBuilder, Safetensors, type Value } from '@parley/onnx';
import { z } from 'zod';

const BertConfig = z.object({
  model_type: z.literal('bert'),
  hidden_act: z.literal('gelu'),
  position_embedding_type: z.literal('absolute').optional(),
  hidden_size: z.int().positive(),
  num_attention_heads: z.int().positive(),
  num_hidden_layers: z.int().positive(),
  layer_norm_eps: z.number(),
});
type BertConfig = z.output<typeof BertConfig>;

/** `TensorProto.FLOAT` */
const FLOAT = 1;
/** Added to the score of a token that is padding: nothing is left of it after the softmax. */
const PADDING = -1e9;

/**
 * Writes `model.onnx` for a BERT encoder in the form that transformers saves, `config.json` and `model.safetensors`. The weights
 * stay in their file.
 */
export async function writeBertGraph(folder: string): Promise<void> {
  const config = BertConfig.parse(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')));
  const weights = await Safetensors.open(join(folder, 'model.safetensors'));
  try {
    const { bytes } = new BertGraph(config, weights).build();
    await writeFile(join(folder, 'model.onnx'), bytes);
  } finally {
    await weights.close();
  }
}

/** BERT (https://arxiv.org/abs/1810.04805), without the pooler: a vector for each token. */
class BertGraph {
  private readonly builder = new GraphBuilder();
  private readonly headSize: number;

  constructor(
    private readonly config: BertConfig,
    private readonly weights: Safetensors,
  ) {
    this.headSize = config.hidden_size / config.num_attention_heads;
  }

  build() {
    const shape = ['batch_size', 'sequence_length'];
    const [tokens, mask, types] = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) =>
      this.builder.input(name, 'i64', shape),
    ) as [Value, Value, Value];
    let states = this.embeddings(tokens, types);
    const padding = this.padding(mask);
    for (let layer = 0; layer < this.config.num_hidden_layers; layer++)
      states = this.layer(states, padding, `encoder.layer.${layer}`);
    this.builder.output(states, 'last_hidden_state', 'f32', [...shape, this.config.hidden_size]);
    return this.builder.build();
  }

  /** [batch, sequence] of numbers -> [batch, sequence, hidden]; positions count from the start of each text. */
  private embeddings(tokens: Value, types: Value): Value {
    const length = this.op('Shape', [tokens], { start: 1, end: 2 });
    const zero = this.builder.integers([0]);
    const table = this.weight('embeddings.position_embeddings.weight');
    const positions = this.op('Slice', [table, zero, length, zero]);
    const words = this.op('Gather', [this.weight('embeddings.word_embeddings.weight'), tokens]);
    const kinds = this.op('Gather', [
      this.weight('embeddings.token_type_embeddings.weight'),
      types,
    ]);
    return this.norm(this.add(this.add(words, kinds), positions), 'embeddings.LayerNorm');
  }

  /** [batch, sequence] of ones and zeros -> [batch, 1, 1, sequence] to be added to scores. */
  private padding(mask: Value): Value {
    const absent = this.op('Sub', [this.scalar(1), this.op('Cast', [mask], { to: FLOAT })]);
    const scores = this.op('Mul', [absent, this.scalar(PADDING)]);
    return this.op('Unsqueeze', [scores, this.builder.integers([1, 2])]);
  }

  private layer(states: Value, padding: Value, name: string): Value {
    const attended = this.linear(
      this.attention(states, padding, `${name}.attention.self`),
      `${name}.attention.output.dense`,
    );
    const between = this.norm(this.add(attended, states), `${name}.attention.output.LayerNorm`);
    const wide = this.op('Gelu', [this.linear(between, `${name}.intermediate.dense`)]);
    const narrow = this.linear(wide, `${name}.output.dense`);
    return this.norm(this.add(narrow, between), `${name}.output.LayerNorm`);
  }

  private attention(states: Value, padding: Value, name: string): Value {
    const query = this.heads(this.linear(states, `${name}.query`), [0, 2, 1, 3]);
    const key = this.heads(this.linear(states, `${name}.key`), [0, 2, 3, 1]);
    const value = this.heads(this.linear(states, `${name}.value`), [0, 2, 1, 3]);
    const scale = this.scalar(1 / Math.sqrt(this.headSize));
    const scores = this.op('Mul', [this.op('MatMul', [query, key]), scale]);
    const shares = this.op('Softmax', [this.add(scores, padding)], { axis: -1 });
    const mixed = this.op('MatMul', [shares, value]);
    const joined = this.op('Transpose', [mixed], { perm: [0, 2, 1, 3] });
    return this.reshape(joined, [0, 0, this.config.hidden_size]);
  }

  /** [batch, sequence, hidden] -> a part for each head, its sizes in the order of `perm`. */
  private heads(states: Value, perm: readonly number[]): Value {
    const parted = this.reshape(states, [0, 0, this.config.num_attention_heads, this.headSize]);
    return this.op('Transpose', [parted], { perm });
  }

  private linear(states: Value, name: string): Value {
    const product = this.op('FusedMatMul', [states, this.weight(`${name}.weight`)], { transB: 1 });
    return this.add(product, this.weight(`${name}.bias`));
  }

  private norm(states: Value, name: string): Value {
    return this.op(
      'LayerNormalization',
      [states, this.weight(`${name}.weight`), this.weight(`${name}.bias`)],
      { axis: -1, epsilon: { float: this.config.layer_norm_eps } },
    );
  }

  private reshape(value: Value, shape: readonly number[]): Value {
    return this.op('Reshape', [value, this.builder.integers(shape)]);
  }

  private scalar(value: number): Value {
    return this.builder.floats([value], []);
  }

  private add(a: Value, b: Value): Value {
    return this.op('Add', [a, b]);
  }

  private op(...args: Parameters<GraphBuilder['op']>): Value {
    return this.builder.op(...args);
  }

  private weight(name: string): Value {
    const tensor = this.weights.tensors.get(name);
    if (!tensor) throw new Error(`${this.weights.path} has no tensor "${name}".`);
    return this.builder.weight(tensor);
  }
}
