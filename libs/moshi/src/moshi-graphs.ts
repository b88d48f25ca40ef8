import type { LoadedGraph } from '@parley/onnx';

/** The graphs of a model, loaded once and shared by all batches. */
export interface MoshiGraphs {
  readonly temporal: LoadedGraph;
  readonly depformer: LoadedGraph;
  readonly saveState: LoadedGraph;
  readonly restoreState: LoadedGraph;
}
