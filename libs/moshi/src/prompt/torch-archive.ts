import { unzipSync } from 'fflate';
import { Parser } from 'pickleparser';
import { widenBf16, widenF16 } from '@parley/onnx';
import { UnusableModel } from '../unusable-model.js';

/** A voice prompt has some hundred kilobytes to a few megabytes. */
const MAX_BYTES = 64 << 20;
const MAX_PICKLE_BYTES = 1 << 20;

/** Types of storage that a voice prompt is made of, and how their bytes are read. */
const STORAGES: Record<string, (bytes: ArrayBuffer) => ArrayLike<number>> = {
  FloatStorage: (bytes) => new Float32Array(bytes),
  HalfStorage: (bytes) => widenF16(new Uint16Array(bytes)),
  BFloat16Storage: (bytes) => widenBf16(new Uint16Array(bytes)),
  LongStorage: (bytes) => Float64Array.from(new BigInt64Array(bytes), Number),
};

export interface TorchTensor {
  readonly storage: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: ArrayLike<number>;
}

interface Storage {
  readonly type: string;
  readonly values: ArrayLike<number>;
}

/**
 * Reads a dictionary of tensors that `torch.save` wrote. Nothing in it is run: of the names that a pickle may call, only those
 * that tensors are made of are known here, and any other is refused.
 * @throws UnusableModel
 */
export function readTorchArchive(bytes: Uint8Array, path: string): Map<string, TorchTensor> {
  const refuse = (why: string, cause?: unknown) => new UnusableModel(`${path} ${why}.`, { cause });
  if (bytes.length > MAX_BYTES) throw refuse('is larger than a voice prompt can be');
  const members = unpack(bytes, refuse);
  const pickle = members.get('data.pkl');
  if (!pickle || pickle.length > MAX_PICKLE_BYTES) throw refuse('holds no saved tensors');
  const content = unpickle(pickle, members, refuse);
  if (!(content instanceof Map)) throw refuse('does not hold named tensors');
  return content as Map<string, TorchTensor>;
}

type Refuse = (why: string, cause?: unknown) => UnusableModel;

/** The members by name, their common folder left out. PyTorch does not compress, so nothing can grow. */
function unpack(bytes: Uint8Array, refuse: Refuse): Map<string, Uint8Array> {
  try {
    const files = unzipSync(bytes, {
      filter: ({ compression, originalSize, size }) => {
        if (compression !== 0 || originalSize !== size)
          throw refuse('is compressed, as PyTorch never saves');
        return true;
      },
    });
    return new Map(
      Object.entries(files).map(([name, content]) => [name.slice(name.indexOf('/') + 1), content]),
    );
  } catch (cause) {
    if (cause instanceof UnusableModel) throw cause;
    throw refuse('is not a file that PyTorch 1.6 or later has saved', cause);
  }
}

function unpickle(
  pickle: Uint8Array,
  members: ReadonlyMap<string, Uint8Array>,
  refuse: Refuse,
): unknown {
  const known: Record<string, (...args: never[]) => unknown> = {
    'torch._utils._rebuild_tensor_v2': (
      storage: Storage,
      offset: number,
      shape: number[],
      strides: number[],
    ) => rebuild(storage, offset, shape, strides, refuse),
    'collections.OrderedDict': () => new Map(),
  };
  for (const type of Object.keys(STORAGES))
    known[`torch.${type}`] = Object.assign(() => type, { type });
  const parser = new Parser({
    unpicklingTypeOfDictionary: 'Map',
    nameResolver: {
      resolve: (module, name) => {
        const call = known[`${module}.${name}`];
        if (!call) throw refuse(`asks for "${module}.${name}", which no voice prompt needs`);
        return call as never;
      },
    },
    persistentResolver: {
      resolve: (id) => storageOf(id as unknown as unknown[], members, refuse),
    },
  });
  try {
    return parser.parse(pickle);
  } catch (cause) {
    if (cause instanceof UnusableModel) throw cause;
    throw refuse('is damaged', cause);
  }
}

/** A persistent identifier: ("storage", type, key, device, elements). */
function storageOf(
  id: readonly unknown[],
  members: ReadonlyMap<string, Uint8Array>,
  refuse: Refuse,
): Storage {
  const [, named, key] = id as [unknown, { type?: string }, string];
  const type = named?.type ?? '';
  const bytes = members.get(`data/${key}`);
  const read = STORAGES[type];
  if (!read || !bytes) throw refuse('is damaged');
  return { type, values: read(Uint8Array.from(bytes).buffer) };
}

function rebuild(
  { type, values }: Storage,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
  refuse: Refuse,
): TorchTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const last = shape.reduce(
    (at, size, axis) => at + (size - 1) * (strides[axis] as number),
    offset,
  );
  const sizes = [offset, ...shape, ...strides];
  const sound = sizes.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!sound || count > values.length || last >= values.length) throw refuse('is damaged');
  const result = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let [rest, at] = [i, offset];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] as number;
      at += (rest % size) * (strides[axis] as number);
      rest = Math.floor(rest / size);
    }
    result[i] = values[at] as number;
  }
  return { storage: type, shape, values: result };
}
