import { create, toBinary } from '@bufbuild/protobuf';
import * as onnx from 'onnx-buf';
import { basename, dirname } from 'node:path';
import { DTYPES, type DType } from './dtype.js';
import type { StoredTensor } from './safetensors.js';

/** Name of a value in the graph under construction. */
export type Value = string & { readonly __value: unique symbol };

export type Attribute = number | string | readonly number[] | { readonly float: number };

/** A size, or the name of one that is known only when tensors are bound. */
export type Dimension = number | string;

export interface TensorSpec {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Dimension[];
}

/** A finished model: what a `Runtime` loads. */
export interface Model {
  readonly bytes: Uint8Array;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Bytes of the constants that the graph works with. */
  readonly weightBytes: number;
  /** Folder that external weights are read from, when there are any. */
  readonly weightsFolder: string | undefined;
}

const MICROSOFT = 'com.microsoft';
const IR_VERSION = 10n;

/** Builds an ONNX model node by node (https://onnx.ai/onnx/operators). */
export class GraphBuilder {
  private readonly nodes: onnx.NodeProto[] = [];
  private readonly initializers: onnx.TensorProto[] = [];
  private readonly constants = new Map<string, Value>();
  private readonly inputs: TensorSpec[] = [];
  private readonly outputs: TensorSpec[] = [];
  /** Values that operators here compute. */
  private readonly results = new Set<Value>();
  /** Results that are outputs, to the names that they have outside. */
  private readonly renamed = new Map<string, string>();
  private weightsFolder: string | undefined;
  private weightBytes = 0;
  private names = 0;

  constructor(private readonly opset = 21) {}

  input(name: string, dtype: DType, shape: readonly Dimension[]): Value {
    this.inputs.push({ name, dtype, shape });
    return name as Value;
  }

  /**
   * Names a result as an output. Its operator writes straight into what is bound there, which for state that is also an
   * input means: in place.
   */
  output(value: Value, name: string, dtype: DType, shape: readonly Dimension[]): void {
    if (this.results.has(value) && !this.renamed.has(value)) this.renamed.set(value, name);
    else this.nodes.push(node('Identity', [value], [name]));
    this.outputs.push({ name, dtype, shape });
  }

  /** One operator with one result. */
  op(
    type: string,
    inputs: readonly (Value | undefined)[],
    attributes: Record<string, Attribute> = {},
  ): Value {
    return this.ops(type, inputs, attributes, 1)[0] as Value;
  }

  /** One operator with several results. */
  ops(
    type: string,
    inputs: readonly (Value | undefined)[],
    attributes: Record<string, Attribute>,
    results: number,
  ): Value[] {
    const output = Array.from({ length: results }, () => this.fresh(type));
    for (const value of output) this.results.add(value);
    const names = inputs.map((input) => input ?? '');
    this.nodes.push(node(type, names, output, attributes));
    return output;
  }

  /** A constant that lies in the model itself; equal integer constants are stored once. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    const key = `${values.join()}:${shape.join()}`;
    const known = this.constants.get(key);
    if (known) return known;
    const value = this.constant('i64', shape, BigInt64Array.from(values, BigInt));
    this.constants.set(key, value);
    return value;
  }

  floats(values: ArrayLike<number>, shape: readonly number[]): Value {
    return this.constant('f32', shape, Float32Array.from(values));
  }

  /** A constant from raw memory, laid out as ONNX stores it: row-major, little-endian. */
  constant(dtype: DType, shape: readonly number[], data: ArrayBufferView): Value {
    const name = this.fresh('constant');
    this.weightBytes += data.byteLength;
    const rawData = new Uint8Array(
      data.buffer,
      data.byteOffset,
      data.byteLength,
    ) as Uint8Array<ArrayBuffer>;
    this.initializers.push(
      create(onnx.TensorProtoSchema, {
        name,
        dataType: DTYPES[dtype].onnx,
        dims: shape.map(BigInt),
        rawData,
      }),
    );
    return name;
  }

  /** A weight that stays in its file and is mapped from there. All of a model's weights must lie in one folder. */
  weight(
    tensor: StoredTensor,
    { shape = tensor.shape }: { shape?: readonly number[] } = {},
  ): Value {
    const known = this.constants.get(`${tensor.path}:${tensor.offset}:${shape.join()}`);
    if (known) return known;
    const folder = dirname(tensor.path);
    if (this.weightsFolder && this.weightsFolder !== folder)
      throw new Error(
        `Weights of one model must lie in one folder, not in ${this.weightsFolder} and ${folder}.`,
      );
    this.weightsFolder = folder;
    const name = this.fresh(tensor.name);
    this.weightBytes += tensor.byteLength;
    const externalData = Object.entries({
      location: basename(tensor.path),
      offset: tensor.offset,
      length: tensor.byteLength,
    }).map(([key, value]) =>
      create(onnx.StringStringEntryProtoSchema, { key, value: String(value) }),
    );
    const dataLocation = onnx.TensorProto_DataLocation.EXTERNAL;
    this.initializers.push(
      create(onnx.TensorProtoSchema, {
        name,
        dataType: DTYPES[tensor.dtype].onnx,
        dims: shape.map(BigInt),
        dataLocation,
        externalData,
      }),
    );
    this.constants.set(`${tensor.path}:${tensor.offset}:${shape.join()}`, name);
    return name;
  }

  /** `metadata` is what `readMetadata` finds in the file: what a program that runs the model wants to know of it. */
  build(metadata: Readonly<Record<string, string>> = {}): Model {
    const outside = (name: string) => this.renamed.get(name) ?? name;
    for (const proto of this.nodes) {
      proto.input = proto.input.map(outside);
      proto.output = proto.output.map(outside);
    }
    const graph = create(onnx.GraphProtoSchema, {
      name: 'parley',
      node: this.nodes,
      initializer: this.initializers,
      input: this.inputs.map(valueInfo),
      output: this.outputs.map(valueInfo),
    });
    const opsetImport = [operatorSet('', this.opset), operatorSet(MICROSOFT, 1)];
    const model = create(onnx.ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: 'parley',
      opsetImport,
      graph,
      metadataProps: Object.entries(metadata).map(([key, value]) =>
        create(onnx.StringStringEntryProtoSchema, { key, value }),
      ),
    });
    return {
      bytes: toBinary(onnx.ModelProtoSchema, model),
      inputs: this.inputs,
      outputs: this.outputs,
      weightBytes: this.weightBytes,
      weightsFolder: this.weightsFolder,
    };
  }

  private fresh(hint: string): Value {
    return `${hint}#${this.names++}` as Value;
  }
}

/** Operators that ONNX Runtime adds (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md). */
const CONTRIB_OPERATORS = new Set(['FusedMatMul', 'MatMulNBits']);

function node(
  opType: string,
  input: string[],
  output: string[],
  attributes: Record<string, Attribute> = {},
): onnx.NodeProto {
  const domain = CONTRIB_OPERATORS.has(opType) ? MICROSOFT : '';
  const attribute = Object.entries(attributes).map(([name, value]) => attributeProto(name, value));
  return create(onnx.NodeProtoSchema, { opType, domain, input, output, attribute });
}

function operatorSet(domain: string, version: number): onnx.OperatorSetIdProto {
  return create(onnx.OperatorSetIdProtoSchema, { domain, version: BigInt(version) });
}

function attributeProto(name: string, value: Attribute): onnx.AttributeProto {
  const { INT, FLOAT, STRING, INTS } = onnx.AttributeProto_AttributeType;
  const make = (fields: Partial<onnx.AttributeProto>) =>
    create(onnx.AttributeProtoSchema, { name, ...fields } as never);
  if (typeof value === 'number') return make({ type: INT, i: BigInt(value) });
  if (typeof value === 'string') return make({ type: STRING, s: new TextEncoder().encode(value) });
  if ('float' in value) return make({ type: FLOAT, f: value.float });
  return make({ type: INTS, ints: value.map(BigInt) });
}

function valueInfo({ name, dtype, shape }: TensorSpec): onnx.ValueInfoProto {
  const dim = shape.map((size) =>
    create(onnx.TensorShapeProto_DimensionSchema, { value: dimensionValue(size) }),
  );
  const tensor = create(onnx.TypeProto_TensorSchema, {
    elemType: DTYPES[dtype].onnx,
    shape: create(onnx.TensorShapeProtoSchema, { dim }),
  });
  return create(onnx.ValueInfoProtoSchema, {
    name,
    type: create(onnx.TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}

function dimensionValue(size: Dimension) {
  if (typeof size === 'string') return { case: 'dimParam', value: size } as const;
  return { case: 'dimValue', value: BigInt(size) } as const;
}
