import type { Value } from '@parley/onnx';
import type { WeightSource } from './checkpoint.js';
import { frameSamples, seanetWidths, stepsPerFrame } from './config.js';
import { conv1d, convTranspose1d } from './convolution.js';
import type { StreamGraph } from './stream-graph.js';

/**
 * SEANet encoder (Tagliasacchi et al. 2020; as in EnCodec, Défossez et al. 2022): residual blocks and strided convolutions.
 * @param x waveform (batch, frame samples, 1)
 * @returns latent (batch, steps a frame, dimension)
 */
export async function seanetEncoder(
  graph: StreamGraph,
  weights: WeightSource,
  x: Value,
): Promise<Value> {
  const { config } = weights;
  const { seanet } = config;
  const widths = seanetWidths(config);
  const layers = layerNames('encoder');
  let time = frameSamples(config);
  let y = await conv1d(graph, weights, `${layers()}.conv.conv`, x, time, {
    inputs: 1,
    outputs: widths[0] as number,
    kernel: seanet.kernel_size,
  });
  for (const [level, ratio] of [...seanet.ratios].reverse().entries()) {
    const inputs = widths[level] as number;
    y = await residualBlocks(graph, weights, layers, y, time, inputs);
    layers(); // the activation has a number of its own
    y = await conv1d(graph, weights, `${layers()}.conv.conv`, elu(graph, y), time, {
      inputs,
      outputs: 2 * inputs,
      kernel: 2 * ratio,
      stride: ratio,
    });
    time /= ratio;
  }
  layers();
  const inputs = widths.at(-1) as number;
  return conv1d(graph, weights, `${layers()}.conv.conv`, elu(graph, y), time, {
    inputs,
    outputs: seanet.dimension,
    kernel: seanet.last_kernel_size,
  });
}

/**
 * SEANet decoder, the encoder's mirror image.
 * @param x latent (batch, steps a frame, dimension)
 * @returns waveform (batch, frame samples, 1)
 */
export async function seanetDecoder(
  graph: StreamGraph,
  weights: WeightSource,
  x: Value,
): Promise<Value> {
  const { config } = weights;
  const { seanet } = config;
  const widths = seanetWidths(config).reverse();
  const layers = layerNames('decoder');
  let time = stepsPerFrame(config);
  let y = await conv1d(graph, weights, `${layers()}.conv.conv`, x, time, {
    inputs: seanet.dimension,
    outputs: widths[0] as number,
    kernel: seanet.kernel_size,
  });
  for (const [level, ratio] of seanet.ratios.entries()) {
    const inputs = widths[level] as number;
    layers();
    y = await convTranspose1d(graph, weights, `${layers()}.convtr.convtr`, elu(graph, y), {
      inputs,
      outputs: inputs / 2,
      stride: ratio,
    });
    time *= ratio;
    y = await residualBlocks(graph, weights, layers, y, time, inputs / 2);
  }
  layers();
  return conv1d(graph, weights, `${layers()}.conv.conv`, elu(graph, y), time, {
    inputs: seanet.n_filters,
    outputs: 1,
    kernel: seanet.last_kernel_size,
  });
}

async function residualBlocks(
  graph: StreamGraph,
  weights: WeightSource,
  layers: () => string,
  x: Value,
  time: number,
  channels: number,
): Promise<Value> {
  const {
    n_residual_layers,
    residual_kernel_size: kernel,
    dilation_base,
    compress,
  } = weights.config.seanet;
  const hidden = Math.floor(channels / compress);
  let y = x;
  for (let layer = 0; layer < n_residual_layers; layer++) {
    const block = `${layers()}.block`;
    const narrow = await conv1d(graph, weights, `${block}.1.conv.conv`, elu(graph, y), time, {
      inputs: channels,
      outputs: hidden,
      kernel,
      dilation: dilation_base ** layer,
    });
    const wide = await conv1d(graph, weights, `${block}.3.conv.conv`, elu(graph, narrow), time, {
      inputs: hidden,
      outputs: channels,
      kernel: 1,
    });
    y = graph.builder.op('Add', [y, wide]);
  }
  return y;
}

function elu(graph: StreamGraph, x: Value): Value {
  return graph.builder.op('Elu', [x]);
}

/** The reference numbers layers and activations alike, in the order of an `nn.Sequential`. */
function layerNames(side: 'encoder' | 'decoder'): () => string {
  let next = 0;
  return () => `${side}.model.${next++}`;
}
