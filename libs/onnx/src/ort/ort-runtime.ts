import koffi from 'koffi';
import { byteLengthOf, DTYPES, elementCount, viewAs, type DType } from '../dtype.js';
import type { Dimension, Model, TensorSpec } from '../graph-builder.js';
import {
  RuntimeFailed,
  type Bindings,
  type Device,
  type LoadedGraph,
  type LoadOptions,
  type Runtime,
  type Step,
  type Tensor,
} from '../runtime.js';
import { cApi, type CApi, type Pointer } from './c-api.js';
import { whyNoCuda } from './cuda-provider.js';
import { returnFreedMemory } from './freed-memory.js';

/** Errors reach us as results; the library need not print them too. */
const LOG_FATAL_ONLY = 4;
const ALL_OPTIMIZATIONS = 99;
const DEVICE_ALLOCATOR = 0;
const DEFAULT_MEMORY = 0;

export interface OrtRuntimeOptions {
  device: Device;
  /** What the operator can do where CUDA cannot be had, as a sentence: only the caller knows how the device was chosen. */
  adviceWithoutCuda?: string;
}

/**
 * ONNX Runtime behind the `Runtime` port.
 * @throws RuntimeFailed when the library or the device cannot be had.
 */
export function createRuntime({ device, adviceWithoutCuda }: OrtRuntimeOptions): Runtime {
  return new OrtRuntime(cApi(), device, adviceWithoutCuda);
}

/** A tensor whose memory ONNX Runtime owns, so that it can update it in place. */
class OrtTensor<D extends DType = DType> implements Tensor<D> {
  private closed = false;

  constructor(
    private readonly api: CApi,
    readonly pointer: Pointer,
    readonly dtype: D,
    readonly shape: readonly number[],
    readonly data: Tensor<D>['data'],
  ) {}

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.api.release('ReleaseValue', this.pointer);
  }
}

class OrtRuntime implements Runtime {
  private readonly env: Pointer;
  private readonly hostAllocator: Pointer;
  private deviceAllocator: Pointer | undefined;

  constructor(
    private readonly api: CApi,
    readonly device: Device,
    private readonly adviceWithoutCuda: string | undefined,
  ) {
    this.env = api.make('CreateEnv', LOG_FATAL_ONLY, 'parley');
    this.hostAllocator = api.make('GetAllocatorWithDefaultOptions');
  }

  async load(
    model: Model,
    { threads = 0, prepack = true }: LoadOptions = {},
  ): Promise<LoadedGraph> {
    const options = this.sessionOptions(model, threads, prepack);
    try {
      const session = this.api.make(
        'CreateSessionFromArray',
        this.env,
        model.bytes,
        model.bytes.length,
        options,
      );
      this.deviceAllocator ??=
        this.device === 'cuda' ? this.cudaAllocator(session) : this.hostAllocator;
      return new OrtGraph(this.api, session, [...model.inputs, ...model.outputs]);
    } finally {
      this.api.release('ReleaseSessionOptions', options);
      returnFreedMemory();
    }
  }

  hostTensor<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D> {
    const pointer = this.allocate(this.hostAllocator, dtype, shape);
    const memory = koffi.view(
      this.api.make('GetTensorMutableData', pointer),
      byteLengthOf(dtype, shape),
    );
    new Uint8Array(memory).fill(0);
    return new OrtTensor(this.api, pointer, dtype, shape, viewAs(dtype, memory));
  }

  stateTensor<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D> {
    if (this.device === 'cpu') return this.hostTensor(dtype, shape);
    if (!this.deviceAllocator)
      throw new RuntimeFailed('State on a device can only be made after a graph was loaded.');
    return new OrtTensor(
      this.api,
      this.allocate(this.deviceAllocator, dtype, shape),
      dtype,
      shape,
      undefined,
    );
  }

  rows<D extends DType>(tensor: Tensor<D>, first: number, count: number): Tensor<D> {
    const whole = tensor as OrtTensor<D>;
    const shape = [count, ...whole.shape.slice(1)];
    const perRow = elementCount(shape.slice(1));
    const pointer = this.viewOf(whole, first * perRow * DTYPES[whole.dtype].bytes, shape);
    const data = whole.data?.subarray(first * perRow, (first + count) * perRow);
    return new OrtTensor(this.api, pointer, whole.dtype, shape, data as Tensor<D>['data']);
  }

  close(): void {
    this.api.release('ReleaseEnv', this.env);
  }

  /** A tensor value on memory that another one owns, from byte `offset` on. */
  private viewOf(
    { pointer, dtype, data }: OrtTensor,
    offset: number,
    shape: readonly number[],
  ): Pointer {
    const device = data ? 'Cpu' : 'Cuda';
    const info = this.api.make('CreateMemoryInfo', device, DEVICE_ALLOCATOR, 0, DEFAULT_MEMORY);
    try {
      return this.api.make(
        'CreateTensorWithDataAsOrtValue',
        info,
        koffi.address(this.api.make('GetTensorMutableData', pointer)) + BigInt(offset),
        byteLengthOf(dtype, shape),
        shape,
        shape.length,
        DTYPES[dtype].onnx,
      );
    } finally {
      this.api.release('ReleaseMemoryInfo', info);
    }
  }

  private allocate(allocator: Pointer, dtype: DType, shape: readonly number[]): Pointer {
    return this.api.make(
      'CreateTensorAsOrtValue',
      allocator,
      shape,
      shape.length,
      DTYPES[dtype].onnx,
    );
  }

  private sessionOptions(model: Model, threads: number, prepack: boolean): Pointer {
    const options = this.api.make('CreateSessionOptions');
    this.api.call('SetSessionGraphOptimizationLevel', options, ALL_OPTIMIZATIONS);
    this.api.call('SetIntraOpNumThreads', options, threads);
    // Threads that wait by spinning take the cores that other graphs and services in need of them share.
    this.api.call('AddSessionConfigEntry', options, 'session.intra_op.allow_spinning', '0');
    if (!prepack)
      this.api.call('AddSessionConfigEntry', options, 'session.disable_prepacking', '1');
    if (model.weightsFolder)
      this.api.call(
        'AddSessionConfigEntry',
        options,
        'session.model_external_initializers_file_folder_path',
        model.weightsFolder,
      );
    if (this.device === 'cuda') this.useCuda(options);
    return options;
  }

  private useCuda(options: Pointer): void {
    const cuda = this.api.make('CreateCUDAProviderOptions');
    try {
      this.api.call('SessionOptionsAppendExecutionProvider_CUDA_V2', options, cuda);
    } catch (cause) {
      const reason = `CUDA cannot be used here: ${whyNoCuda(cause)}`;
      throw new RuntimeFailed([reason, this.adviceWithoutCuda].filter(Boolean).join(' '));
    } finally {
      this.api.release('ReleaseCUDAProviderOptions', cuda);
    }
  }

  private cudaAllocator(session: Pointer): Pointer {
    const memory = this.api.make('CreateMemoryInfo', 'Cuda', DEVICE_ALLOCATOR, 0, DEFAULT_MEMORY);
    return this.api.make('CreateAllocator', session, memory);
  }
}

class OrtGraph implements LoadedGraph {
  constructor(
    private readonly api: CApi,
    private readonly session: Pointer,
    /** Not the model itself: its bytes hold a second copy of the weights. */
    private readonly specs: readonly TensorSpec[],
  ) {}

  bind(bindings: Bindings): Step {
    checkFit(this.specs, { ...bindings.inputs, ...bindings.outputs });
    const binding = this.api.make('CreateIoBinding', this.session);
    for (const [name, tensor] of Object.entries(bindings.inputs))
      this.api.call('BindInput', binding, name, (tensor as OrtTensor).pointer);
    for (const [name, tensor] of Object.entries(bindings.outputs))
      this.api.call('BindOutput', binding, name, (tensor as OrtTensor).pointer);
    return new OrtStep(this.api, this.session, binding);
  }

  close(): void {
    this.api.release('ReleaseSession', this.session);
  }
}

class OrtStep implements Step {
  private readonly options: Pointer;

  constructor(
    private readonly api: CApi,
    private readonly session: Pointer,
    private readonly binding: Pointer,
  ) {
    this.options = api.make('CreateRunOptions');
  }

  run(): Promise<void> {
    return this.api.callAsync('RunWithBinding', this.session, this.options, this.binding);
  }

  close(): void {
    this.api.release('ReleaseIoBinding', this.binding);
    this.api.release('ReleaseRunOptions', this.options);
  }
}

/** A tensor of another size would be read or written beyond its end. Named dimensions must agree among all tensors. */
function checkFit(specs: readonly TensorSpec[], tensors: Readonly<Record<string, Tensor>>): void {
  const named = new Map<string, number>();
  for (const { name, dtype, shape } of specs) {
    const tensor = tensors[name];
    if (!tensor) throw new RuntimeFailed(`The graph's "${name}" is not bound.`);
    const fits =
      tensor.dtype === dtype &&
      tensor.shape.length === shape.length &&
      tensor.shape.every((size, i) => size === sizeOf(shape[i], size, named));
    if (!fits)
      throw new RuntimeFailed(
        `The graph's "${name}" is ${dtype} [${shape.join(', ')}], the tensor ${tensor.dtype} [${tensor.shape.join(', ')}].`,
      );
  }
}

function sizeOf(
  dimension: Dimension | undefined,
  bound: number,
  named: Map<string, number>,
): number | undefined {
  if (typeof dimension !== 'string') return dimension;
  if (!named.has(dimension)) named.set(dimension, bound);
  return named.get(dimension);
}
