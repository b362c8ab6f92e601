import { type Node, repack, Tensor, Unknown } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { camel } from '../utils/names.ts';
import { type KerasOperation, operationOfFunction } from './keras-operations.ts';
import { type OperationArguments, type OperationKind, OperationSite } from './operation-site.ts';

/** A call of an operation as Keras has it. */
export interface SerializedOperation extends OperationArguments {
  readonly kind: Omit<OperationKind, 'name'>;
}

/**
 * What a node that stands between layers is in Keras: the class of the operation, its config, and the arguments of the call,
 * tensors among them.
 *
 * @throws {ArgumentError} for a function that Keras has no operation for.
 */
export function operationCall(where: string, node: Node): SerializedOperation {
  if (node.kind === 'call') {
    const { callee } = node;
    if (callee instanceof OperationSite) return { kind: callee.kind, ...repack(callee.given, node.inputs) };
    if (callee.args !== undefined)
      return asCalled(
        known(where, callee.name),
        byPosition(known(where, callee.name), repack(callee.args, node.inputs)),
      );
    return refuse(where, callee.name);
  }
  if (node.kind !== 'op') return refuse(where, node.kind);
  const name = functionOf(node.op.name, node.attrs);
  const given = [...Object.values<unknown>(node.slots), ...Object.values(node.attrs ?? {})];
  const operation = known(where, name);
  const written = primitives[node.op.name]?.(Object.values<unknown>(node.slots), node.attrs as never, node) ?? given; // each knows its own attributes
  return asCalled(operation, byPosition(operation, written));
}

function known(where: string, name: string): KerasOperation {
  return operationOfFunction(name) ?? refuse(where, name);
}

/** Ops whose attributes are not the arguments of their function, in order. */
const primitives: Readonly<
  Record<string, (slots: readonly unknown[], attrs: never, node: Node) => readonly unknown[]>
> = {
  reshape: ([x], _attrs, node) => [x, targetOf(node)],
  squeeze: ([x], { axes }: { readonly axes: readonly number[] }) => [x, single(axes)],
  expandDims: ([x], { axes }: { readonly axes: readonly number[] }) => [x, single(axes)],
  softmax: ([x], { axes }: { readonly axes: readonly number[] }) => [x, single(axes)],
  logSoftmax: ([x], { axes }: { readonly axes: readonly number[] }) => [x, single(axes)],
  split: ([x], { axis, parts }: { readonly axis: number; readonly parts: number | readonly number[] }) => [
    x,
    typeof parts === 'number' ? parts : placesOf(parts),
    axis,
  ],
  isinf: ([x]) => [x],
};

/** The function that an op belongs to. */
function functionOf(op: string, attrs: unknown): string {
  if (op !== 'isinf') return op === 'quotient' ? 'floorDivide' : op;
  const { positive, negative } = attrs as { readonly positive: boolean; readonly negative: boolean }; // isinf's own
  return positive && negative ? 'isinf' : positive ? 'isposinf' : 'isneginf';
}

/** The shape that a reshape leads to: Keras infers one unknown axis. */
function targetOf({ outputs: [output] }: Node): readonly number[] {
  return (output?.shape ?? []).map((length) => length ?? -1);
}

/** Lengths of parts as the places between them. */
function placesOf(lengths: readonly number[]): readonly number[] {
  let place = 0;
  return lengths.slice(0, -1).map((length) => (place += length));
}

function single(axes: readonly number[]): number | readonly number[] {
  const [first] = axes;
  return axes.length === 1 && first !== undefined ? first : axes;
}

/** Arguments by Keras's names. */
function byPosition(
  { positional, options }: KerasOperation,
  given: readonly unknown[],
): Readonly<Record<string, unknown>> {
  if (positional.at(-1) === 'operands') return { subscripts: given[0], operands: given.slice(1) };
  const named = Object.fromEntries(positional.map((name, i) => [name, given[i]]));
  const last: unknown = given[positional.length];
  const record = typeof last === 'object' && last !== null ? (last as Readonly<Record<string, unknown>>) : {}; // the options
  return { ...named, ...Object.fromEntries(options.map((name) => [name, record[camel(name)]])) };
}

function asCalled(operation: KerasOperation, values: Readonly<Record<string, unknown>>): SerializedOperation {
  const { module, className, call, config } = operation;
  const isList = className === 'Einsum' || className === 'Meshgrid';
  const args = call.map((name) => values[name]).slice(0, lastGiven(call, values) + 1);
  const options = config
    .filter((name) => values[name] !== undefined)
    .map((name) => [name, jsonOf(values[name])] as const);
  return {
    kind: { module: `keras.src.ops.${module}`, className, config: Object.fromEntries(options) },
    args: isList
      ? (args[0] as readonly unknown[])
      : args.map((value) => (className === 'GetItem' ? keyOf(value) : value)), // Python's *args
    kwargs: {},
  };
}

function lastGiven(names: readonly string[], values: Readonly<Record<string, unknown>>): number {
  return names.findLastIndex((name) => values[name] !== undefined);
}

/** Ranges of an index as Python's slices. */
function keyOf(key: unknown): unknown {
  if (key instanceof Tensor) return key;
  if (Array.isArray(key)) return key.map(keyOf);
  if (key === '...') return { class_name: '__ellipsis__', config: {} };
  if (typeof key !== 'object' || key === null) return key;
  const { start = null, stop = null, step = null } = key as { readonly [name: string]: Json }; // a range, which was checked
  return { class_name: '__slice__', config: { start, stop, step } };
}

/** Data of a config; axes of unknown length are Keras's None. */
function jsonOf(value: unknown): Json {
  if (value instanceof Unknown) return null;
  return Array.isArray(value) ? value.map(jsonOf) : (value as Json); // options of ops are data
}

function refuse(where: string, name: string): never {
  throw new ArgumentError(`${where}: saving`, {
    expected: "layers and Keras's operations between inputs and outputs",
    received: `'${name}', which Keras has no operation for`,
    mend: 'Put it into a layer class of your own.',
  });
}
