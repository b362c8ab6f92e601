/** The number types a tensor can hold. */
export type DType = 'float32' | 'int32' | 'int64' | 'uint8' | 'uint32' | 'bool';

/** The JavaScript arrays that hold a tensor's values; `bool` uses 0 and 1 in a `Uint8Array`. */
export type TypedArray = Float32Array | Int32Array | BigInt64Array | Uint8Array | Uint32Array;

interface DTypeFacts {
  /** Bytes of one element. */
  readonly bytes: number;
  readonly kind: 'float' | 'integer' | 'bool';
  /** An array of `length` zeros. */
  readonly zeros: (length: number) => TypedArray;
  /** An array of these numbers. */
  readonly from: (values: ArrayLike<number>) => TypedArray;
}

/** What there is to know of each dtype. */
export const dtypes: { readonly [Name in DType]: DTypeFacts } = {
  float32: { bytes: 4, kind: 'float', zeros: (n) => new Float32Array(n), from: (v) => Float32Array.from(v) },
  int32: { bytes: 4, kind: 'integer', zeros: (n) => new Int32Array(n), from: (v) => Int32Array.from(v) },
  int64: {
    bytes: 8,
    kind: 'integer',
    zeros: (n) => new BigInt64Array(n),
    from: (v) => BigInt64Array.from(Array.from(v, (x) => BigInt(Math.trunc(x)))),
  },
  uint8: { bytes: 1, kind: 'integer', zeros: (n) => new Uint8Array(n), from: (v) => Uint8Array.from(v) },
  uint32: { bytes: 4, kind: 'integer', zeros: (n) => new Uint32Array(n), from: (v) => Uint32Array.from(v) },
  bool: {
    bytes: 1,
    kind: 'bool',
    zeros: (n) => new Uint8Array(n),
    from: (v) => Uint8Array.from(v, (x) => (x ? 1 : 0)),
  },
};

/** All dtypes, by name. */
export const dtypeNames: readonly DType[] = ['float32', 'int32', 'int64', 'uint8', 'uint32', 'bool'];

/** Whether values of this dtype have gradients. */
export function isFloat(dtype: DType): boolean {
  return dtypes[dtype].kind === 'float';
}

/**
 * The dtype in which two dtypes meet, by the promotion table of Keras (which is JAX's).
 *
 * @example
 * promote('uint8', 'float32') // => 'float32'
 */
export function promote(a: DType, b: DType): DType {
  if (a === b || b === 'bool') return a;
  if (a === 'bool') return b;
  if (a === 'float32' || b === 'float32') return 'float32';
  if (a === 'int64' || b === 'int64') return 'int64';
  // uint8 fits into both; int32 and uint32 have no smaller common home than int64.
  if (a === 'uint8') return b;
  if (b === 'uint8') return a;
  return 'int64';
}
