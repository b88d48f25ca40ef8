import { create, toBinary } from '@bufbuild/protobuf';
import * as onnx from 'onnx-buf';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Speech models of a few hundred bytes with real interfaces and no ear: whatever they hear, they say
 * "Hello" once an utterance. They let the adapters be tested against the real add-on.
 */
const TOKENS = '<blk> 0\n▁Hello 1\n<unk> 2\n';
const VOCABULARY = 3;
const BANDS = 80;
/** Frames that the encoder takes in a step; it answers with one. */
const CHUNK_FRAMES = 8;
const FLOAT = onnx.TensorProto_DataType.FLOAT;
const INT64 = onnx.TensorProto_DataType.INT64;

type Shape = readonly (number | string)[];
interface Value {
  name: string;
  type: number;
  shape: Shape;
}
interface Graph {
  inputs: Value[];
  outputs: Value[];
  nodes: onnx.NodeProto[];
  constants: onnx.TensorProto[];
  metadata?: Record<string, string | number>;
}

/** A streaming LSTM transducer (whose states only pass through). */
export async function writeStreamingTransducer(folder: string): Promise<void> {
  await writeFolder(folder, {
    'encoder.onnx': streamingEncoder(),
    'decoder.onnx': decoder(),
    'joiner.onnx': joiner(),
  });
}

/** An offline NeMo CTC model. */
export async function writeOfflineCtc(folder: string): Promise<void> {
  await writeFolder(folder, { 'model.onnx': nemoCtc() });
}

async function writeFolder(folder: string, graphs: Record<string, Graph>): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'tokens.txt'), TOKENS);
  for (const [name, graph] of Object.entries(graphs))
    await writeFile(join(folder, name), serialize(graph));
}

function streamingEncoder(): Graph {
  const state: Shape = [1, 'N', 4];
  return {
    inputs: [floats('x', ['N', CHUNK_FRAMES, BANDS]), floats('h', state), floats('c', state)],
    outputs: [
      floats('encoder_out', ['N', 1, VOCABULARY]),
      floats('next_h', state),
      floats('next_c', state),
    ],
    nodes: [
      node('Slice', ['x', 'starts', 'ends', 'axes'], 'corner'),
      node('Mul', ['corner', 'zero'], 'encoder_out'),
      node('Identity', ['h'], 'next_h'),
      node('Identity', ['c'], 'next_c'),
    ],
    constants: [
      integers('starts', [0, 0]),
      integers('ends', [1, VOCABULARY]),
      integers('axes', [1, 2]),
      floatTensor('zero', [0], [1]),
    ],
    metadata: {
      model_type: 'lstm',
      num_encoder_layers: 1,
      T: CHUNK_FRAMES,
      decode_chunk_len: CHUNK_FRAMES,
      rnn_hidden_size: 4,
      d_model: 4,
    },
  };
}

/** After nothing comes "Hello", after "Hello" nothing. */
function decoder(): Graph {
  const [nothing, hello] = [
    [0, 10, -10],
    [10, 0, -10],
  ] as const;
  return {
    inputs: [{ name: 'y', type: INT64, shape: ['N', 1] }],
    outputs: [floats('decoder_out', ['N', VOCABULARY])],
    nodes: [
      node('Squeeze', ['y', 'one'], 'last'),
      node('Gather', ['table', 'last'], 'decoder_out'),
    ],
    constants: [
      integers('one', [1]),
      floatTensor('table', [...nothing, ...hello, ...nothing], [VOCABULARY, VOCABULARY]),
    ],
    metadata: { vocab_size: VOCABULARY, context_size: 1 },
  };
}

function joiner(): Graph {
  const shape: Shape = ['N', VOCABULARY];
  return {
    inputs: [floats('encoder_out', shape), floats('decoder_out', shape)],
    outputs: [floats('logit', shape)],
    nodes: [node('Add', ['encoder_out', 'decoder_out'], 'logit')],
    constants: [],
    metadata: { joiner_dim: VOCABULARY },
  };
}

function nemoCtc(): Graph {
  return {
    inputs: [
      floats('audio_signal', ['N', BANDS, 'T']),
      { name: 'length', type: INT64, shape: ['N'] },
    ],
    outputs: [floats('logprobs', ['N', 'T', VOCABULARY])],
    nodes: [
      node('Slice', ['audio_signal', 'starts', 'ends', 'axes'], 'corner'),
      node('Transpose', ['corner'], 'turned', [0, 2, 1]),
      node('Mul', ['turned', 'zero'], 'silence'),
      node('Add', ['silence', 'bias'], 'logprobs'),
    ],
    constants: [
      integers('starts', [0]),
      integers('ends', [VOCABULARY]),
      integers('axes', [1]),
      floatTensor('zero', [0], [1]),
      floatTensor('bias', [-10, 0, -10], [VOCABULARY]),
    ],
    metadata: {
      model_type: 'EncDecCTCModel',
      vocab_size: VOCABULARY,
      subsampling_factor: 1,
      normalize_type: '',
      is_giga_am: 0,
    },
  };
}

function floats(name: string, shape: Shape): Value {
  return { name, type: FLOAT, shape };
}

function node(opType: string, input: string[], output: string, perm?: number[]): onnx.NodeProto {
  const attribute = perm
    ? [{ name: 'perm', type: onnx.AttributeProto_AttributeType.INTS, ints: perm.map(BigInt) }]
    : [];
  return create(onnx.NodeProtoSchema, { opType, input, output: [output], name: output, attribute });
}

function floatTensor(name: string, values: readonly number[], dims: readonly number[]) {
  return create(onnx.TensorProtoSchema, {
    name,
    dataType: FLOAT,
    dims: dims.map(BigInt),
    floatData: [...values],
  });
}

function integers(name: string, values: readonly number[]) {
  return create(onnx.TensorProtoSchema, {
    name,
    dataType: INT64,
    dims: [BigInt(values.length)],
    int64Data: values.map(BigInt),
  });
}

function serialize({ inputs, outputs, nodes, constants, metadata = {} }: Graph): Uint8Array {
  const model = create(onnx.ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ domain: '', version: 13n }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value: String(value) })),
    graph: {
      name: 'tiny',
      node: nodes,
      initializer: constants,
      input: inputs.map(valueInfo),
      output: outputs.map(valueInfo),
    },
  });
  return toBinary(onnx.ModelProtoSchema, model);
}

function valueInfo({ name, type, shape }: Value) {
  const dim = shape.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  return {
    name,
    type: { value: { case: 'tensorType' as const, value: { elemType: type, shape: { dim } } } },
  };
}
