import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import koffi, { type LibraryHandle } from 'koffi';
import { RuntimeFailed } from '../runtime.js';

/**
 * The C API of ONNX Runtime, called through koffi on the shared library that onnxruntime-node ships
 * (https://onnxruntime.ai/docs/api/c/struct_ort_api.html). `OrtApi` is a table of function pointers to which
 * releases only ever append, so a position found here stays right for every later release. All positions and
 * signatures of the project stand in this file.
 */

/** Version of `OrtApi` asked for; a library older than this has no such table. */
export const API_VERSION = 23;

export type Pointer = unknown;

const POINTER = 'void *';

/** What a parameter is, in words; `out` receives a pointer, `shape` is an array of sizes. */
const PARAMETERS = {
  pointer: POINTER,
  int: 'int',
  size: 'size_t',
  text: 'str',
  out: koffi.out(koffi.pointer(POINTER)),
  shape: koffi.pointer('int64_t'),
};
type Parameter = keyof typeof PARAMETERS;

const FUNCTIONS = {
  CreateEnv: [3, ['int', 'text', 'out']],
  CreateSessionFromArray: [8, ['pointer', 'pointer', 'size', 'pointer', 'out']],
  CreateSessionOptions: [10, ['out']],
  SetSessionGraphOptimizationLevel: [23, ['pointer', 'int']],
  SetIntraOpNumThreads: [24, ['pointer', 'int']],
  CreateRunOptions: [39, ['out']],
  CreateTensorAsOrtValue: [48, ['pointer', 'shape', 'size', 'int', 'out']],
  CreateTensorWithDataAsOrtValue: [
    49,
    ['pointer', 'pointer', 'size', 'shape', 'size', 'int', 'out'],
  ],
  GetTensorMutableData: [51, ['pointer', 'out']],
  CreateMemoryInfo: [68, ['text', 'int', 'int', 'int', 'out']],
  GetAllocatorWithDefaultOptions: [78, ['out']],
  AddSessionConfigEntry: [130, ['pointer', 'text', 'text']],
  CreateAllocator: [131, ['pointer', 'pointer', 'out']],
  RunWithBinding: [133, ['pointer', 'pointer', 'pointer']],
  CreateIoBinding: [134, ['pointer', 'out']],
  BindInput: [136, ['pointer', 'text', 'pointer']],
  BindOutput: [137, ['pointer', 'text', 'pointer']],
  SessionOptionsAppendExecutionProvider_CUDA_V2: [204, ['pointer', 'pointer']],
  CreateCUDAProviderOptions: [205, ['out']],
} as const satisfies Record<string, readonly [number, readonly Parameter[]]>;

const RELEASES = {
  ReleaseEnv: 92,
  ReleaseSession: 95,
  ReleaseValue: 96,
  ReleaseRunOptions: 97,
  ReleaseSessionOptions: 100,
  ReleaseAllocator: 132,
  ReleaseIoBinding: 135,
  ReleaseMemoryInfo: 94,
  ReleaseCUDAProviderOptions: 208,
} as const;

const GET_ERROR_MESSAGE = 2;
const RELEASE_STATUS = 93;
const TABLE_LENGTH = 210;

type FunctionName = keyof typeof FUNCTIONS;
type ReleaseName = keyof typeof RELEASES;

/** The functions of one loaded library. */
export interface CApi {
  readonly version: string;
  /** Held on to, since koffi unloads a library whose handle is collected. */
  readonly library: LibraryHandle;
  /** @throws RuntimeFailed with the library's own words. */
  call(name: FunctionName, ...args: unknown[]): void;
  /** Calls a function whose last argument receives a pointer. @throws RuntimeFailed */
  make(name: FunctionName, ...args: unknown[]): Pointer;
  /** Calls on a thread of libuv's pool. @throws RuntimeFailed */
  callAsync(name: FunctionName, ...args: unknown[]): Promise<void>;
  release(name: ReleaseName, pointer: Pointer): void;
}

let loaded: CApi | undefined;

/** The library is loaded once a process. @throws RuntimeFailed when it is missing or too old. */
export function cApi(): CApi {
  return (loaded ??= loadCApi(libraryPath()));
}

/** `ONNXRUNTIME_LIBRARY` names another build of the library: the one with CUDA, in the GPU images. */
export function libraryPath(): string {
  const asked = process.env['ONNXRUNTIME_LIBRARY'];
  if (asked) return asked;
  const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const file = {
    linux: 'libonnxruntime.so.1',
    darwin: 'libonnxruntime.dylib',
    win32: 'onnxruntime.dll',
  }[process.platform as string];
  return join(
    folder,
    'bin',
    'napi-v6',
    process.platform,
    process.arch,
    file ?? 'libonnxruntime.so.1',
  );
}

function loadCApi(path: string): CApi {
  const { library, version, table } = functionTable(path);
  const messageOf = bind(table, GET_ERROR_MESSAGE, 'str', ['pointer']);
  const releaseStatus = bind(table, RELEASE_STATUS, 'void', ['pointer']);
  const check = (status: Pointer) => {
    if (!status) return;
    const message = String(messageOf(status));
    releaseStatus(status);
    throw new RuntimeFailed(message);
  };
  const functions = mapValues(FUNCTIONS, ([position, parameters]) =>
    bind(table, position, POINTER, parameters),
  );
  const releases = mapValues(RELEASES, (position) => bind(table, position, 'void', ['pointer']));
  return {
    library,
    version,
    call: (name, ...args) => check(functions[name](...args)),
    make: (name, ...args) => {
      const result: [Pointer] = [null];
      check(functions[name](...args, result));
      return result[0];
    },
    callAsync: (name, ...args) =>
      new Promise((resolve, reject) => {
        functions[name].async(...args, (error: Error | null, status: Pointer) => {
          try {
            if (error) throw error;
            check(status);
            resolve();
          } catch (failure) {
            reject(failure instanceof Error ? failure : new RuntimeFailed(String(failure)));
          }
        });
      }),
    release: (name, pointer) => void releases[name](pointer),
  };
}

function functionTable(path: string): {
  library: LibraryHandle;
  version: string;
  table: Pointer[];
} {
  let library: LibraryHandle;
  try {
    // as its library loads, it would look up a host and write a device id
    process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
    library = koffi.load(path);
  } catch (cause) {
    throw new RuntimeFailed(
      `ONNX Runtime could not be loaded from ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  const base: Pointer = library.func('OrtGetApiBase', POINTER, [])();
  const [getApi, getVersion] = koffi.decode(base, koffi.array(POINTER, 2)) as [Pointer, Pointer];
  const version = String(
    koffi.decode(getVersion, koffi.proto('const char *OrtGetVersionString()'))(),
  );
  const api: Pointer = koffi.decode(
    getApi,
    koffi.proto('void *OrtGetApi(uint32_t version)'),
  )(API_VERSION);
  if (!api)
    throw new RuntimeFailed(
      `ONNX Runtime ${version} at ${path} is too old: version 1.${API_VERSION} or later is needed.`,
    );
  return {
    library,
    version,
    table: koffi.decode(api, koffi.array(POINTER, TABLE_LENGTH)) as Pointer[],
  };
}

type NativeFunction = ReturnType<LibraryHandle['func']>;

function bind(
  table: Pointer[],
  position: number,
  result: string,
  parameters: readonly Parameter[],
): NativeFunction {
  const prototype = koffi.proto(
    `Ort_${position}`,
    result,
    parameters.map((parameter) => PARAMETERS[parameter]),
  );
  return koffi.decode(table[position], prototype) as NativeFunction;
}

function mapValues<K extends string, V, W>(
  record: Record<K, V>,
  map: (value: V) => W,
): Record<K, W> {
  return Object.fromEntries(
    Object.entries<V>(record).map(([key, value]) => [key, map(value)]),
  ) as Record<K, W>;
}
