import type { Value } from '@parley/onnx';
import type { WeightSource } from './checkpoint.js';
import type { StreamGraph } from './stream-graph.js';

/*
 * Convolutions as matrix products. With channels last, the window of a strided causal convolution is a row of
 * memory, so a convolution is one product of (batch * time, kernel * channels) with (kernel * channels, outputs), which
 * is what processors do fastest, and a batch of slots is nothing but more rows.
 */

export interface ConvShape {
  inputs: number;
  outputs: number;
  kernel: number;
  stride?: number;
  dilation?: number;
  bias?: boolean;
  /** A fresh slot begins with its first sample repeated instead of with zeros. */
  replicate?: boolean;
}

/**
 * Streaming causal convolution (reference: `StreamingConv1d`).
 * @param x (batch, time, inputs); time is a multiple of the stride
 * @param name of the layer; its weight is `name.weight`, (outputs, inputs, kernel)
 * @returns (batch, time / stride, outputs)
 */
export async function conv1d(
  graph: StreamGraph,
  weights: WeightSource,
  name: string,
  x: Value,
  time: number,
  shape: ConvShape,
): Promise<Value> {
  const { inputs, outputs, kernel, stride = 1, dilation = 1, bias = true } = shape;
  const weight = tapsFirst(await weights.read(`${name}.weight`, [outputs, inputs, kernel]), shape);
  const offset = bias ? await weights.read(`${name}.bias`, [outputs]) : undefined;
  const windows =
    stride === 1
      ? slidingWindows(graph, name, x, time, { inputs, kernel, dilation })
      : blockWindows(graph, name, x, shape);
  return graph.linear(windows, weight, [kernel * inputs, outputs], offset);
}

/** For stride 1: the taps' views on the signal, side by side. */
function slidingWindows(
  graph: StreamGraph,
  name: string,
  x: Value,
  time: number,
  { inputs, kernel, dilation }: { inputs: number; kernel: number; dilation: number },
): Value {
  const reach = (kernel - 1) * dilation;
  if (reach === 0) return x;
  const past = graph.state(name, [reach, inputs]);
  const signal = graph.concat([past.previous, x], 1);
  past.update(graph.slice(signal, 1, -reach, Number.MAX_SAFE_INTEGER));
  const taps = Array.from({ length: kernel }, (_, tap) =>
    graph.slice(signal, 1, tap * dilation, tap * dilation + time),
  );
  return graph.concat(taps, 2);
}

/** For a kernel of twice the stride: each window is a block of `stride` samples and the block before it. */
function blockWindows(
  graph: StreamGraph,
  name: string,
  x: Value,
  { inputs, kernel, stride = 1, replicate }: ConvShape,
): Value {
  if (kernel !== 2 * stride)
    throw new Error(
      `${name}: a strided convolution must have a kernel of twice its stride, not ${kernel} and ${stride}.`,
    );
  const blocks = graph.reshape(x, [0, -1, stride * inputs]);
  const first = replicate ? repeatFirstSample(graph, x, stride) : undefined;
  const past = graph.state(name, [1, stride * inputs], first);
  const signal = graph.concat([past.previous, blocks], 1);
  past.update(graph.slice(signal, 1, -1, Number.MAX_SAFE_INTEGER));
  const before = graph.slice(signal, 1, 0, -1);
  return graph.concat([before, blocks], 2);
}

function repeatFirstSample(graph: StreamGraph, x: Value, stride: number): Value {
  const sample = graph.slice(x, 1, 0, 1);
  return graph.concat(Array<Value>(stride).fill(sample), 2);
}

/** (outputs, inputs, kernel) to (kernel, inputs, outputs). */
function tapsFirst(weight: Float32Array, { inputs, outputs, kernel }: ConvShape): Float32Array {
  const result = new Float32Array(weight.length);
  let from = 0;
  for (let output = 0; output < outputs; output++)
    for (let input = 0; input < inputs; input++)
      for (let tap = 0; tap < kernel; tap++)
        result[(tap * inputs + input) * outputs + output] = weight[from++] as number;
  return result;
}

/**
 * Streaming causal transposed convolution with a kernel of twice its stride (reference: `StreamingConvTranspose1d`).
 * What each step adds to the block after it is kept for the next step.
 * @param x (batch, time, inputs)
 * @returns (batch, time * stride, outputs)
 */
export async function convTranspose1d(
  graph: StreamGraph,
  weights: WeightSource,
  name: string,
  x: Value,
  { inputs, outputs, stride }: { inputs: number; outputs: number; stride: number },
): Promise<Value> {
  const kernel = 2 * stride;
  const weight = outputsLast(
    await weights.read(`${name}.weight`, [inputs, outputs, kernel]),
    inputs,
    outputs,
    kernel,
  );
  const bias = await weights.read(`${name}.bias`, [outputs]);
  const spread = graph.linear(x, weight, [inputs, kernel * outputs]);
  const samples = graph.reshape(overlapAdd(graph, name, spread, stride * outputs), [
    0,
    -1,
    outputs,
  ]);
  return graph.builder.op('Add', [samples, graph.builder.floats(bias, [outputs])]);
}

/**
 * The same with one filter a channel and no bias, as Mimi's upsampling has it.
 * @param x (batch, time, channels)
 */
export async function upsampleChannelwise(
  graph: StreamGraph,
  weights: WeightSource,
  name: string,
  x: Value,
  { channels, stride }: { channels: number; stride: number },
): Promise<Value> {
  const kernel = 2 * stride;
  const weight = await weights.read(`${name}.weight`, [channels, 1, kernel]);
  const filters = graph.builder.floats(outputsLast(weight, 1, channels, kernel), [
    1,
    1,
    kernel,
    channels,
  ]);
  const spread = graph.builder.op('Mul', [graph.reshape(x, [0, 0, 1, channels]), filters]);
  const rows = graph.reshape(spread, [0, 0, kernel * channels]);
  return graph.reshape(overlapAdd(graph, name, rows, stride * channels), [0, -1, channels]);
}

/** (batch, time, 2 * width) to (batch, time, width): the first half of each row plus the second half of the row before. */
function overlapAdd(graph: StreamGraph, name: string, rows: Value, width: number): Value {
  const own = graph.slice(rows, 2, 0, width);
  const ahead = graph.slice(rows, 2, width, 2 * width);
  const past = graph.state(name, [1, width]);
  const carried = graph.concat([past.previous, ahead], 1);
  past.update(graph.slice(carried, 1, -1, Number.MAX_SAFE_INTEGER));
  return graph.builder.op('Add', [own, graph.slice(carried, 1, 0, -1)]);
}

/** (inputs, outputs, kernel) to (inputs, kernel, outputs). */
function outputsLast(
  weight: Float32Array,
  inputs: number,
  outputs: number,
  kernel: number,
): Float32Array {
  const result = new Float32Array(weight.length);
  let from = 0;
  for (let input = 0; input < inputs; input++)
    for (let output = 0; output < outputs; output++)
      for (let tap = 0; tap < kernel; tap++)
        result[(input * kernel + tap) * outputs + output] = weight[from++] as number;
  return result;
}
