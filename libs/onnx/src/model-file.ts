import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import * as onnx from 'onnx-buf';
import { DTYPES, type DType } from './dtype.js';
import type { Dimension, Model, TensorSpec } from './graph-builder.js';
import { RuntimeFailed } from './runtime.js';

/**
 * A finished model from an `.onnx` file, as others publish it. Weights in files beside it are read from its folder.
 * @throws RuntimeFailed when the file cannot be read, is no ONNX model, or takes or gives tensors of a type unknown here.
 */
export async function readModel(path: string): Promise<Model> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new RuntimeFailed(`${path} cannot be read.`, { cause });
  });
  const { input, output, initializer } = graphOf(bytes, path);
  const constants = new Set(initializer.map(({ name }) => name));
  // old files list their constants among the inputs
  const inputs = input.filter(({ name }) => !constants.has(name));
  return {
    bytes,
    inputs: inputs.map((info) => specOf(info, path)),
    outputs: output.map((info) => specOf(info, path)),
    weightBytes: initializer.reduce((sum, { rawData }) => sum + rawData.length, 0),
    weightsFolder: dirname(path),
  };
}

function graphOf(bytes: Uint8Array, path: string): onnx.GraphProto {
  let graph: onnx.GraphProto | undefined;
  try {
    graph = fromBinary(onnx.ModelProtoSchema, bytes).graph;
  } catch (cause) {
    throw new RuntimeFailed(`${path} is damaged, or not an ONNX model.`, { cause });
  }
  if (!graph?.output.length) throw new RuntimeFailed(`${path} is not an ONNX model.`);
  return graph;
}

function specOf({ name, type }: onnx.ValueInfoProto, path: string): TensorSpec {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined;
  const dtype = dtypeOf(tensor?.elemType);
  if (!tensor || !dtype)
    throw new RuntimeFailed(`"${name}" of ${path} is not a tensor of a type that is known here.`);
  const shape = tensor.shape?.dim ?? [];
  return { name, dtype, shape: shape.map(({ value }, at) => dimensionOf(value, `${name}.${at}`)) };
}

function dtypeOf(number: number | undefined): DType | undefined {
  return (Object.keys(DTYPES) as DType[]).find((dtype) => DTYPES[dtype].onnx === number);
}

/** A size without a name is no other's. */
function dimensionOf(
  value: onnx.TensorShapeProto_Dimension['value'],
  otherwise: string,
): Dimension {
  if (value.case === 'dimValue') return Number(value.value);
  return (value.case === 'dimParam' && value.value) || otherwise;
}
