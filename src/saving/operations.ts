import { type Structure, Tensor } from '../graph/index.ts';
import {
  Activation,
  Add,
  Concatenate,
  Maximum,
  type Merge,
  Minimum,
  Multiply,
  Rescaling,
  Subtract,
} from '../layers/index.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { isJsonObject, type JsonObject } from './schema.ts';

type Arguments = readonly unknown[];
type Make = (name: string, args: Arguments, config: JsonObject) => Structure | null;

/**
 * Operations that stand between the layers of a graph, as in `x + y` or `ops.relu(x)`, by their class in files. They are read
 * as the layers that compute the same, and so they are saved again.
 */
const operations: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['Add', (name, args) => merged(args, new Add({ name })) ?? scaled(name, args, (c) => [1, c])],
  ['Subtract', (name, args) => merged(args, new Subtract({ name })) ?? difference(name, args)],
  ['Multiply', (name, args) => merged(args, new Multiply({ name })) ?? scaled(name, args, (c) => [c, 0])],
  ['Maximum', (name, args) => merged(args, new Maximum({ name }))],
  ['Minimum', (name, args) => merged(args, new Minimum({ name }))],
  ['Divide', (name, args) => quotient(name, args)],
  ['TrueDivide', (name, args) => quotient(name, args)],
  ['Negative', (name, [x]) => scaled(name, [x, -1], (c) => [c, 0])],
  ['Concatenate', (name, [list], config) => joined(name, list, config.axis)],
  ...unary('Relu', 'Relu6', 'Sigmoid', 'Softplus', 'Softsign', 'Tanh', 'Silu', 'HardSigmoid', 'HardSilu', 'LogSigmoid'),
  ['Exp', (name, args, config) => activated(name, args, config, 'exponential')],
]);

/** Whether a description is of an operation of Keras, rather than of a layer. */
export function isOperation({ module }: JsonObject): boolean {
  return typeof module === 'string' && /^keras\.(src\.)?ops(\.|$)/.test(module);
}

/**
 * What carries out an operation of a file.
 *
 * @throws {FileError} for an operation, or arguments, that no layer stands for.
 */
export function operationOf(where: string, description: JsonObject): (args: Arguments, kwargs: object) => Structure {
  const { class_name: className, config } = description;
  const options = isJsonObject(config) ? config : {};
  const name = typeof options.name === 'string' ? options.name : String(description.name);
  const make = operations.get(String(className));
  const refuse = (received: string): never => {
    throw new FileError(where, {
      expected: `operations that layers stand for (${[...operations.keys()].join(', ')}), of tensors of equal rank or of a tensor and a number`,
      received,
      mend: 'Put the operation into a layer class of your own, and save the model with that.',
    });
  };
  return (args, kwargs) => {
    if (make === undefined) return refuse(`'${String(className)}' "${name}"`);
    const given = [...args, ...Object.values(kwargs).filter((value) => value !== null)];
    return make(name, given, options) ?? refuse(`'${String(className)}' "${name}" of ${given.map(shown).join(', ')}`);
  };
}

function unary(...names: readonly string[]): (readonly [string, Make])[] {
  return names.map((className) => [
    className,
    (name, args, config) =>
      activated(name, args, config, className.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()),
  ]);
}

function activated(name: string, args: Arguments, config: JsonObject, activation: string): Structure | null {
  const [x] = args;
  const hasOptions = Object.keys(config).some((key) => key !== 'name' && key !== 'dtype');
  if (!(x instanceof Tensor) || args.length > 1 || hasOptions) return null;
  return new Activation({ name, activation: activation as never }).apply(x); // an unknown name is complained about
}

function merged(args: Arguments, layer: Merge): Tensor | null {
  const [a, b] = args;
  const fits = args.length === 2 && a instanceof Tensor && b instanceof Tensor && a.rank === b.rank;
  return fits ? layer.apply([a, b]) : null;
}

/** `x · scale + offset`, for a tensor and a number in either order. */
function scaled(
  name: string,
  args: Arguments,
  by: (c: number) => readonly [scale: number, offset: number],
): Tensor | null {
  const [x, c] = args[0] instanceof Tensor ? args : [args[1], args[0]];
  if (!(x instanceof Tensor) || x.dtype !== 'float32' || typeof c !== 'number' || args.length !== 2) return null;
  const [scale, offset] = by(c);
  return new Rescaling({ name, scale, offset }).apply(x);
}

function difference(name: string, args: Arguments): Tensor | null {
  return scaled(name, args, (c) => (args[0] instanceof Tensor ? [1, -c] : [-1, c]));
}

function quotient(name: string, args: Arguments): Tensor | null {
  return args[0] instanceof Tensor && args[1] !== 0 ? scaled(name, args, (c) => [1 / c, 0]) : null;
}

function joined(name: string, list: unknown, axis: Json | undefined): Tensor | null {
  if (!Array.isArray(list) || !list.every((part) => part instanceof Tensor)) return null;
  return typeof axis === 'number' ? new Concatenate({ name, axis }).apply(list) : null;
}

function shown(value: unknown): string {
  return value instanceof Tensor ? String(value) : (JSON.stringify(value) ?? 'nothing').slice(0, 40);
}
