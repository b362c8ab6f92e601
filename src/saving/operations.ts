import { dtypes, type Structure, Tensor, tensor } from '../graph/index.ts';
import { type KerasOperation, operationOfClass } from '../models/keras-operations.ts';
import { applyOperation, type OperationArguments, OperationSite } from '../models/operation-site.ts';
import * as ops from '../ops/index.ts';
import { FileError, LayerwiseError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { camel, didYouMean } from '../utils/names.ts';
import { dtypeOf } from './dtypes.ts';
import { isDescription, isJsonObject, type JsonObject } from './schema.ts';

type Values = Readonly<Record<string, unknown>>;

const functions: ReadonlyMap<string, unknown> = new Map(Object.entries(ops));

/** Whether a description is of an operation of Keras, rather than of a layer. */
export function isOperation({ module }: JsonObject): boolean {
  return typeof module === 'string' && /^keras\.(src\.)?ops(\.|$)/.test(module);
}

/**
 * What carries out an operation that stands between the layers of a graph, as in `x + y`, `x[:, -1]` or `ops.relu(x)`. It stays
 * one node, under its name in the file, and is saved again as it was read.
 *
 * @throws {FileError} for an operation that is not known, and for arguments that it does not take.
 */
export function operationOf(
  where: string,
  description: JsonObject,
): (args: readonly unknown[], kwargs: Values) => Structure {
  const className = String(description.class_name);
  const config = isJsonObject(description.config) ? description.config : {};
  const name = typeof config.name === 'string' ? config.name : String(description.name);
  const kind = { module: String(description.module), className, name, config };
  return (args, kwargs) => {
    const operation = operationOfClass(className);
    const compute =
      operation === null ? composed[className] : (given: OperationArguments) => computed(operation, config, given);
    if (compute === undefined) throw unknownOperation(where, className, name);
    try {
      return applyOperation(new OperationSite(kind, { args, kwargs }, (given) => compute(given, config)));
    } catch (error) {
      if (!(error instanceof LayerwiseError) || error instanceof FileError) throw error;
      throw new FileError(`${where}: ${className} "${name}"`, {
        expected: 'arguments that the operation takes here',
        received: `others (${error.message})`,
        cause: error,
      });
    }
  };
}

/** Carries out an operation by the function of `ops` that does the same. */
function computed(operation: KerasOperation, config: JsonObject, { args, kwargs }: OperationArguments): Structure {
  const { call, positional, options } = operation;
  const given = call.map((name, i) => [name, args[i] ?? kwargs[name]] as const);
  const values: Values = { ...config, ...Object.fromEntries(given) };
  const own = exceptions[operation.className];
  if (own !== undefined) return own(values, args);
  const listed = positional.map((name) => argumentOf(name, values[name]));
  const record = Object.fromEntries(options.map((name) => [camel(name), argumentOf(name, values[name])]));
  while (listed.length > 0 && listed.at(-1) === undefined && options.length === 0) listed.pop();
  return functionOf(operation.name)(...listed, ...(options.length > 0 ? [withoutUndefined(record)] : []));
}

/** Operations whose arguments need more than another order. */
const exceptions: Readonly<Record<string, (values: Values, args: readonly unknown[]) => Structure>> = {
  GetItem: ({ x, key }) => ops.getItem(x as Tensor, keyOf(key) as ops.Key), // getItem checks it
  Einsum: ({ subscripts }, args) => ops.einsum(String(subscripts), ...(args as readonly Tensor[])), // einsum checks them
  Meshgrid: ({ indexing }, args) => ops.meshgrid(args as readonly Tensor[], indexing as 'xy'), // meshgrid checks them
  TopK: ({ x, k }) => {
    const { values, indices } = ops.topK(x as Tensor, Number(k)); // topK checks them
    return [values, indices];
  },
  Sort: ({ x, axis = -1 }) =>
    axis === null ? ops.sort(ops.ravel(x as Tensor)) : ops.sort(x as Tensor, axis as number), // sort checks them
  Argsort: ({ x, axis = -1 }) =>
    axis === null ? ops.argsort(ops.ravel(x as Tensor)) : ops.argsort(x as Tensor, axis as number), // argsort checks them
};

/** Operations that the library has no function of its own for, by others. */
const composed: Readonly<Record<string, (given: OperationArguments, config: JsonObject) => Structure>> = {
  Copy: ({ args: [x] }) => ops.add(x as Tensor, 0), // add checks it
  // Keras's attention passes its masks through this one.
  ConvertToTensor: ({ args: [x] }, { dtype = null }) =>
    dtype === null ? (x as Tensor) : ops.cast(x as Tensor, dtypeOf(dtype) ?? 'float32'), // cast checks it
  BatchNorm: ({ args, kwargs }, { axis, epsilon = 1e-3 }) => {
    const [x, mean, variance, offset, scale] = ['x', 'mean', 'variance', 'offset', 'scale'].map(
      (name, i) => args[i] ?? kwargs[name],
    );
    const input = x as Tensor; // the first argument of a node is a tensor, or the ops below complain
    const place = Number(axis) < 0 ? Number(axis) + input.rank : Number(axis);
    const aligned = (part: unknown) =>
      ops.reshape(
        part as Tensor,
        input.shape.map((_, i) => (i === place ? -1 : 1)),
      ); // reshape checks it
    const normal = ops.multiply(
      ops.subtract(input, aligned(mean)),
      ops.rsqrt(ops.add(aligned(variance), Number(epsilon))),
    );
    const scaled = scale == null ? normal : ops.multiply(normal, aligned(scale));
    return offset == null ? scaled : ops.add(scaled, aligned(offset));
  },
  Heaviside: ({ args: [x, at] }) =>
    ops.where(ops.equal(x as Tensor, 0), at as Tensor, ops.cast(ops.greater(x as Tensor, 0), 'float32')), // where checks them
};

/** An argument as our functions take it: Keras's None is a missing one. */
function argumentOf(name: string, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (name === 'dtype') return dtypeOf(value as Json) ?? value; // of a config
  return constantOf(value);
}

/** Arrays that a file holds among the arguments. */
function constantOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(constantOf);
  if (!isDescription(value as Json)) return value; // tensors and data are none
  const { class_name: name, config } = value as JsonObject; // just seen
  if ((name !== '__tensor__' && name !== '__numpy__') || !isJsonObject(config)) return value;
  const dtype = dtypeOf(config.dtype ?? null) ?? 'float32';
  const whole = tensor(config.value as never); // tensor checks it
  return whole.node.kind === 'value'
    ? tensor(
        dtypes[dtype].from(Array.from<number | bigint, number>(whole.node.data, Number)),
        whole.shape as readonly number[],
        dtype,
      )
    : whole; // values have lengths
}

/** Python's index as ours. */
function keyOf(key: unknown): unknown {
  if (key instanceof Tensor || typeof key !== 'object' || key === null) return key;
  if (Array.isArray(key)) return key.map(keyOf);
  const { class_name: name, config } = key as JsonObject; // what else a file can hold
  if (name === '__ellipsis__') return '...';
  return name === '__slice__' && isJsonObject(config) ? config : constantOf(key);
}

/** A function of `ops` by name, seen without its types: it checks what it is given. */
function functionOf(name: string): (...given: unknown[]) => Structure {
  const found = functions.get(name);
  if (typeof found === 'function') return found as (...given: unknown[]) => Structure;
  throw new Error(`internal: ops.${name} is missing`);
}

function withoutUndefined(record: Values): Values {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function unknownOperation(where: string, className: string, name: string): FileError {
  const known = [...new Set(Object.keys(composed))];
  return new FileError(where, {
    expected: 'operations that are known here',
    received: `'${className}' "${name}"`,
    mend: `${didYouMean(className, known).startsWith('Did') ? didYouMean(className, known) : ''} Put the operation into a layer class of your own, and save the model with that.`.trim(),
  });
}
