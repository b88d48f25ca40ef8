import type { WeightSource } from './checkpoint.js';
import { frameSamples, stepsPerFrame } from './config.js';
import { conv1d, upsampleChannelwise } from './convolution.js';
import { dequantize, quantize } from './quantizer.js';
import { seanetDecoder, seanetEncoder } from './seanet.js';
import { BATCH, StreamGraph, type StreamModel } from './stream-graph.js';
import { transformer } from './transformer.js';

/** `pcm` (batch, frame samples, 1) to `codes` (batch, levels). */
export async function encoderModel(weights: WeightSource, levels: number): Promise<StreamModel> {
  const graph = new StreamGraph();
  const pcm = graph.builder.input('pcm', 'f32', [BATCH, frameSamples(weights.config), 1]);
  const latent = await transformer(
    graph,
    weights,
    'encoder_transformer',
    await seanetEncoder(graph, weights, pcm),
  );
  const stride = stepsPerFrame(weights.config);
  const channels = weights.config.seanet.dimension;
  const frame =
    stride === 1
      ? latent
      : await conv1d(graph, weights, 'downsample.conv.conv.conv', latent, stride, {
          inputs: channels,
          outputs: channels,
          kernel: 2 * stride,
          stride,
          bias: false,
          replicate: true,
        });
  graph.builder.output(await quantize(graph, weights, frame, levels), 'codes', 'i64', [
    BATCH,
    levels,
  ]);
  return graph.build();
}

/** `codes` (batch, levels) to `pcm` (batch, frame samples, 1). */
export async function decoderModel(weights: WeightSource, levels: number): Promise<StreamModel> {
  const graph = new StreamGraph();
  const frame = await dequantize(
    graph,
    weights,
    graph.builder.input('codes', 'i64', [BATCH, levels]),
    levels,
  );
  const stride = stepsPerFrame(weights.config);
  const latent =
    stride === 1
      ? frame
      : await upsampleChannelwise(graph, weights, 'upsample.convtr.convtr.convtr', frame, {
          channels: weights.config.seanet.dimension,
          stride,
        });
  const pcm = await seanetDecoder(
    graph,
    weights,
    await transformer(graph, weights, 'decoder_transformer', latent),
  );
  graph.builder.output(pcm, 'pcm', 'f32', [BATCH, frameSamples(weights.config), 1]);
  return graph.build();
}
