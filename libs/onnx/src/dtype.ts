import { TensorProto_DataType } from 'onnx-buf';

/** Element types that graphs here are made of, by their ONNX number. */
export const DTYPES = {
  f32: { onnx: TensorProto_DataType.FLOAT, bytes: 4 },
  f16: { onnx: TensorProto_DataType.FLOAT16, bytes: 2 },
  bf16: { onnx: TensorProto_DataType.BFLOAT16, bytes: 2 },
  i64: { onnx: TensorProto_DataType.INT64, bytes: 8 },
  i32: { onnx: TensorProto_DataType.INT32, bytes: 4 },
  u8: { onnx: TensorProto_DataType.UINT8, bytes: 1 },
  bool: { onnx: TensorProto_DataType.BOOL, bytes: 1 },
} as const;

export type DType = keyof typeof DTYPES;

/** The JavaScript view of a tensor's memory. Half floats are seen as their 16 bits. */
export interface DTypeArray {
  f32: Float32Array;
  f16: Uint16Array;
  bf16: Uint16Array;
  i64: BigInt64Array;
  i32: Int32Array;
  u8: Uint8Array;
  bool: Uint8Array;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function byteLengthOf(dtype: DType, shape: readonly number[]): number {
  return elementCount(shape) * DTYPES[dtype].bytes;
}

/** Views `buffer` as elements of `dtype`. */
export function viewAs<D extends DType>(dtype: D, buffer: ArrayBuffer): DTypeArray[D] {
  const views: { [K in DType]: (bytes: ArrayBuffer) => DTypeArray[K] } = {
    f32: (bytes) => new Float32Array(bytes),
    f16: (bytes) => new Uint16Array(bytes),
    bf16: (bytes) => new Uint16Array(bytes),
    i64: (bytes) => new BigInt64Array(bytes),
    i32: (bytes) => new Int32Array(bytes),
    u8: (bytes) => new Uint8Array(bytes),
    bool: (bytes) => new Uint8Array(bytes),
  };
  return views[dtype](buffer);
}
