import type { Value } from '@parley/onnx';
import type { WeightSource } from './checkpoint.js';
import type { StreamGraph } from './stream-graph.js';
import { transposed } from './transformer.js';

/** A centroid that was hardly ever used is divided by this instead, as the reference does. */
const MIN_USAGE = 1e-5;

/** One semantic level, then the acoustic ones, each group with projections of its own. */
const GROUPS = [
  { name: 'quantizer.rvq_first', from: 0, to: 1 },
  { name: 'quantizer.rvq_rest', from: 1, to: Number.POSITIVE_INFINITY },
] as const;

/**
 * Split residual vector quantizer (Moshi paper, section 3.3.2): nearest centroid, subtract, next level.
 * @param latent (batch, 1, dimension)
 * @returns codes (batch, levels)
 */
export async function quantize(
  graph: StreamGraph,
  weights: WeightSource,
  latent: Value,
  levels: number,
): Promise<Value> {
  const codes: Value[] = [];
  for (const { name, from, to } of GROUPS) {
    let residual = await project(graph, weights, `${name}.input_proj`, latent, 'in');
    for (let level = from; level < Math.min(to, levels); level++) {
      const { code, centroid } = nearest(
        graph,
        residual,
        await codebook(weights, `${name}.vq.layers.${level - from}`),
        weights,
      );
      codes.push(code);
      residual = graph.builder.op('Sub', [residual, centroid]);
    }
  }
  return graph.concat(codes, 1);
}

/**
 * Sums the centroids.
 * @param codes (batch, levels)
 * @returns latent (batch, 1, dimension)
 */
export async function dequantize(
  graph: StreamGraph,
  weights: WeightSource,
  codes: Value,
  levels: number,
): Promise<Value> {
  const { bins, dimension } = weights.config.quantizer;
  const groups: Value[] = [];
  for (const { name, from, to } of GROUPS) {
    let sum: Value | undefined;
    for (let level = from; level < Math.min(to, levels); level++) {
      const table = graph.builder.floats(
        await codebook(weights, `${name}.vq.layers.${level - from}`),
        [bins, dimension],
      );
      const centroid = graph.builder.op(
        'Gather',
        [table, graph.slice(codes, 1, level, level + 1)],
        { axis: 0 },
      );
      sum = sum ? graph.builder.op('Add', [sum, centroid]) : centroid;
    }
    if (sum) groups.push(await project(graph, weights, `${name}.output_proj`, sum, 'out'));
  }
  return groups.reduce((first, rest) => graph.builder.op('Add', [first, rest]));
}

/** The nearest centroid has the largest x·e - |e|²/2: the |x|² of the squared distance is the same for all. */
function nearest(
  graph: StreamGraph,
  residual: Value,
  centroids: Float32Array,
  { config }: WeightSource,
): { code: Value; centroid: Value } {
  const { bins, dimension } = config.quantizer;
  const { builder } = graph;
  const table = builder.floats(centroids, [bins, dimension]);
  const products = graph.linear(
    residual,
    transposed(centroids, bins, dimension),
    [dimension, bins],
    halfNegativeNorms(centroids, bins, dimension),
  );
  const code = builder.op('ArgMax', [products], { axis: 2, keepdims: 0 });
  return { code, centroid: builder.op('Gather', [table, code], { axis: 0 }) };
}

function halfNegativeNorms(centroids: Float32Array, bins: number, dimension: number): Float32Array {
  return Float32Array.from({ length: bins }, (_, bin) => {
    const centroid = centroids.subarray(bin * dimension, (bin + 1) * dimension);
    return -0.5 * centroid.reduce((sum, value) => sum + value * value, 0);
  });
}

/** The checkpoint holds running sums; a centroid is its sum over its usage. */
async function codebook(weights: WeightSource, name: string): Promise<Float32Array> {
  const { bins, dimension } = weights.config.quantizer;
  const sums = await weights.read(`${name}._codebook.embedding_sum`, [bins, dimension]);
  const usage = await weights.read(`${name}._codebook.cluster_usage`, [bins]);
  return sums.map(
    (sum, i) => sum / Math.max(usage[Math.floor(i / dimension)] as number, MIN_USAGE),
  );
}

async function project(
  graph: StreamGraph,
  weights: WeightSource,
  name: string,
  x: Value,
  direction: 'in' | 'out',
): Promise<Value> {
  const { quantizer, seanet } = weights.config;
  const [inputs, outputs] =
    direction === 'in'
      ? [seanet.dimension, quantizer.dimension]
      : [quantizer.dimension, seanet.dimension];
  const weight = await weights.read(`${name}.weight`, [outputs, inputs, 1]);
  return graph.linear(x, transposed(weight, outputs, inputs), [inputs, outputs]);
}
