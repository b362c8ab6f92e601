import type { Tensor } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { camel, didYouMean, type Spelling, snake } from '../utils/names.ts';
import { glu, logSoftmax, softmax, sparsemax } from './distributions.ts';
import {
  celu,
  elu,
  gelu,
  hardSilu,
  leakyRelu,
  mish,
  relu,
  relu6,
  selu,
  silu,
  softplus,
  sparsePlus,
  squareplus,
  threshold,
} from './rectifiers.ts';
import {
  exponential,
  hardShrink,
  hardSigmoid,
  hardTanh,
  linear,
  logSigmoid,
  sigmoid,
  softShrink,
  softsign,
  sparseSigmoid,
  tanh,
  tanhShrink,
} from './squashing.ts';

/** What activates a layer's output: a tensor in, a tensor out. */
export type ActivationFunction = (x: Tensor) => Tensor;

const named = {
  celu,
  elu,
  exponential,
  gelu,
  glu,
  hardShrink,
  hardSigmoid,
  hardSilu,
  hardTanh,
  leakyRelu,
  linear,
  logSigmoid,
  logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softShrink,
  softsign,
  sparsemax,
  sparsePlus,
  sparseSigmoid,
  squareplus,
  tanh,
  tanhShrink,
  // Second names come last: a function is saved under its first.
  hardSwish: hardSilu,
  swish: silu,
} satisfies Readonly<Record<string, ActivationFunction>>;

const functions: ReadonlyMap<string, ActivationFunction> = new Map(Object.entries(named));

/** The names that `activationOf` knows, in our spelling. */
export const activationNames: readonly string[] = [...functions.keys()];

/** An activation by name, in either spelling (`'leakyRelu'`, `'leaky_relu'`), or any function of a tensor. */
export type Activation = Spelling<keyof typeof named> | ActivationFunction;

/**
 * The function that an identifier stands for.
 *
 * @param identifier - a name in either spelling, a function, null for `linear`, or what `serializeActivation` gave.
 * @throws {ArgumentError} for an unknown name.
 * @example
 * activationOf('leaky_relu') === activations.leakyRelu // => true
 */
export function activationOf(identifier: Activation | null | Json): ActivationFunction {
  if (identifier === null) return linear;
  if (typeof identifier === 'function') return identifier;
  const name = nameOf(identifier);
  const found = name === null ? undefined : functions.get(camel(name));
  if (found === undefined) throw unknown(name ?? JSON.stringify(identifier));
  return found;
}

/** How Keras writes an activation down: the name of a known one, a record that names any other function. */
export type SerializedActivation =
  | string
  | {
      readonly module: string;
      readonly class_name: 'function';
      readonly config: string;
      readonly registered_name: string;
    };

/**
 * An activation as Keras saves it: `'leaky_relu'` for known ones; a record with the function's name for others, which can
 * only be read back where a function of that name is given.
 *
 * @throws {ArgumentError} for an unknown name, or a function without one.
 * @example
 * serializeActivation('leakyRelu') // => 'leaky_relu'
 */
export function serializeActivation(identifier: Activation | null): SerializedActivation {
  const activation = activationOf(identifier);
  for (const [name, known] of functions) if (known === activation) return snake(name);
  if (activation.name === '')
    throw new ArgumentError('activation', {
      expected: 'a function with a name, to be saved by it',
      received: 'a function without one',
      mend: 'Give it a name: const swoosh = (x) => …',
    });
  return {
    module: 'builtins',
    class_name: 'function',
    config: activation.name,
    registered_name: 'function',
  };
}

/** The name in a string, or in a record that names a function. */
function nameOf(identifier: Json): string | null {
  if (typeof identifier === 'string') return identifier;
  const isRecord = typeof identifier === 'object' && identifier !== null && 'config' in identifier;
  return isRecord && typeof identifier.config === 'string' ? identifier.config : null;
}

function unknown(name: string): ArgumentError {
  if (camel(name) === threshold.name)
    return new ArgumentError('activation', {
      expected: 'an activation that needs no arguments',
      received: `'${name}'`,
      mend: 'Give a function: (x) => activations.threshold(x, { threshold: 0.5, defaultValue: 0 }).',
    });
  return new ArgumentError('activation', {
    expected: 'the name of an activation, or a function',
    received: `'${name}'`,
    mend: didYouMean(name, activationNames),
  });
}
