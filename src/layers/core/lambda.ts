import { leaves, type Mapped, type Nested, type Shape, type Structure, setMask, Tensor } from '../../graph/index.ts';
import { reshape } from '../../ops/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { shapesOf } from '../inspect.ts';
import { Layer } from '../layer.ts';
import type { CallOptions, Given, LayerConfig } from '../options.ts';
import { type DeclaredShape, inDeclaredShape } from './declared-shape.ts';

/** The mask that came with the inputs: a list where there are several; null where there is none. */
type IncomingMask = Tensor | readonly (Tensor | null)[] | null;

/** What a function layer's function gets beside the inputs and its own arguments. */
export interface LambdaCall {
  /** Whether the layer is called as in training. */
  readonly training: boolean;
  /** The mask that came with the inputs; null where there is none. */
  readonly mask: IncomingMask;
}

/** A function of tensors, written with `ops`. */
export type LambdaFunction<In extends Structure, Out extends Structure, Arguments extends object = object> = (
  inputs: In,
  call: LambdaCall & Arguments,
) => Out;

/** Options of a function layer. */
export interface LambdaConfig extends LayerConfig {
  /** Computes the output. It may use `ops` and activations, but no layers, whose weights nobody would know of. */
  function: LambdaFunction<never, Structure, never>;
  /** The mask of the output, or a function that finds it: `(inputs, mask) => …`. Default `null`: the output has none. */
  mask: Tensor | ((inputs: never, mask: IncomingMask) => Tensor | null) | null;
  /** More arguments of the function, beside `training` and `mask`. Default `{}`. */
  arguments: object;
  /**
   * The shape of one sample of the output, without the batch axis, or a function from the shapes of the inputs to whole shapes;
   * nested as the output is. Axes that cannot be known become known by it, all others must agree. Default `null`: found by itself.
   */
  outputShape: DeclaredShape | null;
}

/** Options of a function layer but for the function. */
export interface LambdaOptions<In extends Structure, Arguments extends object>
  extends Omit<Given<LambdaConfig, 'function'>, 'function' | 'mask' | 'arguments' | 'outputShape'> {
  mask?: Tensor | ((inputs: In, mask: IncomingMask) => Tensor | null) | null;
  arguments?: Arguments;
  outputShape?: Nested<Shape> | ((inputShape: Mapped<In, Shape>) => Nested<Shape>) | null;
}

/**
 * A function as a layer, `function(inputs, { ...arguments, training, mask })`: of any tensors. No weights.
 *
 * A function cannot be written to a file: for a model that is to be saved, write a layer class.
 *
 * @see https://keras.io/api/layers/core_layers/lambda/
 */
export class Lambda<In extends Structure = Tensor, Out extends Structure = Tensor> extends Layer<
  LambdaConfig,
  'function',
  In,
  Out
> {
  static override readonly className = 'Lambda';
  static override readonly needed: readonly string[] = ['function'];

  constructor(given: Given<LambdaConfig, 'function'>) {
    super(given, { mask: null, arguments: {}, outputShape: null });
    const { function: compute, arguments: more } = this.config;
    if (typeof compute !== 'function')
      throw new ArgumentError(`${this.label}: function`, {
        expected: 'a function of tensors',
        received: typeof compute,
      });
    const taken = ['training', 'mask'].find((name) => name in more);
    if (taken !== undefined)
      throw new ArgumentError(`${this.label}: arguments`, {
        expected: "other names than 'training' and 'mask', which every call has",
        received: `'${taken}'`,
      });
  }

  /** What passes is decided by the option `mask` alone. */
  override get supportsMasking(): boolean {
    return false;
  }

  protected override call(inputs: In, { mask = null }: CallOptions): Out {
    const { function: given, arguments: more, outputShape } = this.config;
    const compute = given as unknown as LambdaFunction<In, Out>; // what the factory was given
    const computed = compute(inputs, { ...more, training: this.isTraining, mask });
    const output =
      outputShape === null ? computed : inDeclaredShape(this.label, computed, outputShape, shapesOf(inputs));
    return this.#masked(inputs, mask, output);
  }

  #masked(inputs: In, incoming: IncomingMask, output: Out): Out {
    const { mask: given } = this.config;
    const find = given as ((inputs: In, mask: IncomingMask) => Tensor | null) | Tensor | null; // as above
    const mask = typeof find === 'function' ? find(inputs, incoming) : find;
    if (mask === null) return output;
    // A mask belongs to a tensor, and the inputs are not ours to mask.
    const own = output === (inputs as unknown) && output instanceof Tensor ? reshape(output, output.shape) : output;
    for (const tensor of leaves(own)) setMask(tensor, mask);
    return own as Out; // the same kind of thing
  }

  /** @throws {ArgumentError} always: functions are not written to files. */
  override getConfig(): never {
    throw new ArgumentError(this.label, {
      expected: 'a layer that can be written to a file',
      received: 'a function, which cannot',
      mend: 'Write a class that extends Layer, with the function as its call.',
    });
  }
}

/**
 * Makes a layer of a function.
 *
 * @param compute - from the inputs to the output, written with `ops`; it is also told `training`, the `mask` and its `arguments`.
 * @param options - see `LambdaConfig`.
 * @throws {ArgumentError} for what is no function.
 * @example
 * const square = layers.lambda((x) => ops.square(x));
 * await square(ops.tensor([[1, 2, 3]])).array() // => [[1, 4, 9]]
 * const scaled = layers.lambda((x, { factor }) => ops.multiply(x, factor), { arguments: { factor: 3 } });
 * await scaled(ops.tensor([1, 2])).array() // => [3, 6]
 * @see https://keras.io/api/layers/core_layers/lambda/
 */
export function lambda<Arguments extends object = object>(
  compute: LambdaFunction<Tensor, Tensor, Arguments>,
  options?: LambdaOptions<Tensor, Arguments>,
): Lambda;
export function lambda<In extends Structure, Out extends Structure, Arguments extends object = object>(
  compute: LambdaFunction<In, Out, Arguments>,
  options?: LambdaOptions<In, Arguments>,
): Lambda<In, Out>;
export function lambda<In extends Structure, Out extends Structure, Arguments extends object = object>(
  compute: LambdaFunction<In, Out, Arguments>,
  options: LambdaOptions<In, Arguments> = {},
): Lambda<In, Out> {
  return new Lambda({ ...options, function: compute } as unknown as Given<LambdaConfig, 'function'>); // its types are gone from the config
}
