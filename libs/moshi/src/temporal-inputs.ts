import type { Tensor } from '@parley/onnx';

/** Names under which the temporal graph takes positions. */
export function positionInputs(position: {
  cos: Tensor<'f32'>;
  sin: Tensor<'f32'>;
  bias: Tensor<'f32'>;
  writeAt: Tensor<'i64'>;
}) {
  return {
    'rope.cos': position.cos,
    'rope.sin': position.sin,
    'attention.bias': position.bias,
    'ring.write': position.writeAt,
  };
}

/** State is bound as output under another name, to be updated in place. */
export function nextOf(memory: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(memory).map(([name, tensor]) => [`${name}.next`, tensor]),
  );
}
