import type { DType, DTypeArray } from './dtype.js';
import type { Model } from './graph-builder.js';

export type Device = 'cpu' | 'cuda';

/** The runtime cannot do what was asked: a device that is not there, a graph it refuses, a step that failed. */
export class RuntimeFailed extends Error {
  override readonly name = 'RuntimeFailed';
  /** The message is enough for an operator. */
  readonly plain = true;
}

/** Memory that graphs read and write. It belongs to its maker and is freed by `close`. */
export interface Tensor<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: readonly number[];
  /** The elements, in place. Undefined for memory on a device. Not to be touched after `close`, nor while a step runs. */
  readonly data: DTypeArray[D] | undefined;
  close(): void;
}

/** Tensors by the names of a graph's inputs and outputs. The same tensor as input and output is state, updated in place. */
export interface Bindings {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** A step that is ready to run again and again on the same tensors. */
export interface Step {
  /** Runs off the event loop. One run at a time. @throws RuntimeFailed */
  run(): Promise<void>;
  close(): void;
}

export interface LoadedGraph {
  /** @throws RuntimeFailed when a tensor is missing or does not fit the graph. */
  bind(bindings: Bindings): Step;
  close(): void;
}

export interface LoadOptions {
  /** Threads inside an operator; all cores when absent. */
  threads?: number;
  /**
   * Repack constant weights for speed: faster matrix products, at the price of a copy of the weights in memory.
   * Without it, weights in files are mapped and shared.
   */
  prepack?: boolean;
}

/** Loads graphs and makes tensors for them. */
export interface Runtime {
  readonly device: Device;
  /** @throws RuntimeFailed */
  load(model: Model, options?: LoadOptions): Promise<LoadedGraph>;
  /** Memory in reach of JavaScript, for what goes in and comes out. Zero at first. */
  hostTensor<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D>;
  /** Memory on the runtime's device, for state. On `cpu` the same as a host tensor. */
  stateTensor<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D>;
  /** `count` rows of a tensor from row `first` on, in the same memory: to be closed before the whole is. */
  rows<D extends DType>(tensor: Tensor<D>, first: number, count: number): Tensor<D>;
  close(): void;
}
