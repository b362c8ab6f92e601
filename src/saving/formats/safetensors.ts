import { ArgumentError } from '../../utils/errors.ts';
import {
  bytesOf,
  checkArray,
  elementCount,
  itemSize,
  type NumericArray,
  type NumericDtype,
  numericArray,
} from './arrays.ts';
import { alignUp, ByteReader, type ByteSource, decodeText } from './bytes.ts';
import { ByteWriter } from './byteWriter.ts';
import { isObject, parseJsonObject, wholeNumbers } from './json.ts';

/** One tensor of a safetensors file, not yet looked at. */
export interface SafeTensor {
  readonly dtype: NumericDtype;
  readonly shape: readonly number[];
  /** Its values: a view of the file where their place in memory allows it, else a copy. */
  read(): NumericArray;
}

/** The contents of a safetensors file. */
export interface Safetensors {
  /** The free strings of `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Tensors by name, in the order of their data. */
  readonly tensors: ReadonlyMap<string, SafeTensor>;
}

/**
 * Reads a safetensors file by the rules of its specification: data without overlaps or gaps, every size exact, no key
 * twice, a header of at most 100 MB.
 *
 * @throws FileError where a rule is broken, or a dtype has no counterpart here (8-bit and smaller floats, complex).
 *
 * @example
 * const bytes = …; // what stands in a .safetensors file
 * const { tensors } = readSafetensors(bytes);
 * const kernel = tensors.get('dense.kernel')?.read();
 */
export function readSafetensors(bytes: Uint8Array, where = 'safetensors file'): Safetensors {
  const file = new ByteReader(where, bytes);
  const headerSize = file.u64(0);
  if (headerSize > mostHeader)
    file.refuse(`a header of at most ${mostHeader} bytes`, String(headerSize), 'Split the file.');
  const start = 8 + headerSize;
  const text = decodeText(where, file.view(8, headerSize));
  if (!text.startsWith('{')) file.damaged('a header that begins with "{"', 'another character');
  const header = Object.entries(parseJsonObject(where, text));

  const metadata = new Map<string, string>();
  const spans: Span[] = [];
  for (const [name, value] of header) {
    if (name === '__metadata__') readMetadata(file, value, metadata);
    else spans.push(readEntry(file, name, value));
  }
  spans.sort((a, b) => a.from - b.from || a.to - b.to);

  const tensors = new Map<string, SafeTensor>();
  let end = 0;
  for (const { name, dtype, shape, from, to } of spans) {
    if (from !== end) file.damaged(`"${name}" to begin at byte ${end}, without overlap or gap`, String(from));
    const data = file.view(start + from, to - from);
    tensors.set(name, { dtype, shape, read: () => numericArray(dtype, shape, data) });
    end = to;
  }
  if (start + end !== file.length) file.damaged(`${start + end} bytes`, String(file.length));
  return { metadata, tensors };
}

/**
 * Writes tensors as Python's `safetensors` does: larger items first, so that every tensor is aligned.
 *
 * @throws ArgumentError where dtype, shape and data of a tensor do not fit together.
 *
 * @example
 * const source = writeSafetensors(new Map([['x', { dtype: 'float32', shape: [1], data: Float32Array.of(1) }]]));
 * source.size // => 68
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, NumericArray>,
  metadata: ReadonlyMap<string, string> = new Map(),
): ByteSource {
  const ordered = [...tensors].toSorted(([a, x], [b, y]) => {
    return order.indexOf(y.dtype) - order.indexOf(x.dtype) || (a < b ? -1 : 1);
  });
  const entries: string[] = [];
  if (metadata.size > 0) {
    const pairs = [...metadata].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    entries.push(`"__metadata__":{${pairs.join()}}`);
  }
  let end = 0;
  for (const [name, array] of ordered) {
    if (name === '__metadata__')
      throw new ArgumentError('writeSafetensors', { expected: "a tensor's name", received: name });
    checkArray(`writeSafetensors: "${name}"`, array);
    const { dtype, shape, data } = array;
    const offsets = [end, end + data.byteLength];
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype: codes[dtype], shape, data_offsets: offsets })}`);
    end += data.byteLength;
  }
  const header = new ByteWriter().text(`{${entries.join()}}`);
  header.text(' '.repeat(alignUp(header.length, 8) - header.length));
  const head = new ByteWriter().u64(header.length).raw(header.bytes).bytes;
  return { size: head.length + end, chunks: () => [head, ...ordered.map(([, { data }]) => bytesOf(data))] };
}

/** The specification's limit. */
const mostHeader = 100_000_000;

const codes: Readonly<Record<NumericDtype, string>> = {
  bool: 'BOOL',
  uint8: 'U8',
  int8: 'I8',
  int16: 'I16',
  uint16: 'U16',
  float16: 'F16',
  bfloat16: 'BF16',
  int32: 'I32',
  uint32: 'U32',
  float32: 'F32',
  float64: 'F64',
  int64: 'I64',
  uint64: 'U64',
};

/** The order of the reference implementation, which writes from its end. */
const order: readonly NumericDtype[] = [
  'bool',
  'uint8',
  'int8',
  'int16',
  'uint16',
  'float16',
  'bfloat16',
  'int32',
  'uint32',
  'float32',
  'float64',
  'int64',
  'uint64',
];

interface Span {
  readonly name: string;
  readonly dtype: NumericDtype;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

function readEntry(file: ByteReader, name: string, value: unknown): Span {
  const quoted = JSON.stringify(name.slice(0, 200));
  const fields = isObject(value) ? value : {};
  const shape = wholeNumbers(fields['shape']);
  const offsets = wholeNumbers(fields['data_offsets']);
  const [from, to] = offsets ?? [];
  if (!shape || from === undefined || to === undefined || offsets?.length !== 2 || Object.keys(fields).length !== 3) {
    return file.damaged(`dtype, shape and data_offsets for ${quoted}`, JSON.stringify(value).slice(0, 200));
  }
  const dtype = order.find((candidate) => codes[candidate] === fields['dtype']);
  if (!dtype) {
    const received = `${JSON.stringify(fields['dtype'] ?? null).slice(0, 50)} for ${quoted}`;
    return file.refuse(`one of ${Object.values(codes).join(', ')}`, received, 'Convert the tensor before saving.');
  }
  const size = elementCount(file.where, shape) * itemSize(dtype);
  if (to - from !== size) file.damaged(`${size} bytes for ${quoted}`, `the offsets ${from} to ${to}`);
  return { name, dtype, shape, from, to };
}

function readMetadata(file: ByteReader, value: unknown, metadata: Map<string, string>): void {
  for (const [key, text] of isObject(value) ? Object.entries(value) : [['', null]]) {
    if (typeof text !== 'string' || typeof key !== 'string') file.damaged('strings in __metadata__', 'other values');
    else metadata.set(key, text);
  }
}
