/** A model of PersonaPlex's streams and delays that is small enough for tests; its ring wraps after 24 frames. */
export const SMALL_MOSHI = {
  dim: 64,
  num_layers: 2,
  num_heads: 4,
  context: 24,
  text_card: 120,
  depformer_dim: 32,
  depformer_num_heads: 2,
  depformer_num_layers: 2,
};
