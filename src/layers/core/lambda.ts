import type { Structure, Tensor } from '../../graph/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { Layer } from '../layer.ts';
import type { CallOptions, Given, LayerConfig } from '../options.ts';

/** What a function layer's function gets beside the inputs. */
export interface LambdaCall {
  /** Whether the layer is called as in training. */
  readonly training: boolean;
  /** The mask that came with the inputs; null where there is none. */
  readonly mask: Tensor | readonly (Tensor | null)[] | null;
}

/** A function of tensors, written with `ops`. */
export type LambdaFunction<In extends Structure, Out extends Structure> = (inputs: In, call: LambdaCall) => Out;

/** Options of a function layer. */
export interface LambdaConfig extends LayerConfig {
  /** Computes the output. It may use `ops` and activations, but no layers, whose weights nobody would know of. */
  function: LambdaFunction<never, Structure>;
  /** Whether the mask of the inputs is passed on. Default `false`. */
  passMask: boolean;
}

/** Options of a function layer but for the function. */
type LambdaOptions = Omit<Given<LambdaConfig, 'function'>, 'function'>;

/**
 * A function as a layer, `function(inputs)`: of any tensors. No weights.
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
    super(given, { passMask: false });
    if (typeof this.config.function !== 'function')
      throw new ArgumentError(`${this.label}: function`, {
        expected: 'a function of tensors',
        received: typeof this.config.function,
      });
  }

  override get supportsMasking(): boolean {
    return this.config.passMask;
  }

  protected override call(inputs: In, { mask = null }: CallOptions): Out {
    const compute = this.config.function as unknown as LambdaFunction<In, Out>; // what the factory was given
    return compute(inputs, { training: this.isTraining, mask });
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
 * @param compute - from the inputs to the output, written with `ops`; it is also told `training` and the `mask`.
 * @param options - see `LambdaConfig`.
 * @throws {ArgumentError} for what is no function.
 * @example
 * const square = layers.lambda((x) => ops.square(x));
 * await square(ops.tensor([[1, 2, 3]])).array() // => [[1, 4, 9]]
 * @see https://keras.io/api/layers/core_layers/lambda/
 */
export function lambda(compute: LambdaFunction<Tensor, Tensor>, options?: LambdaOptions): Lambda;
export function lambda<In extends Structure, Out extends Structure>(
  compute: LambdaFunction<In, Out>,
  options?: LambdaOptions,
): Lambda<In, Out>;
export function lambda<In extends Structure, Out extends Structure>(
  compute: LambdaFunction<In, Out>,
  options: LambdaOptions = {},
): Lambda<In, Out> {
  return new Lambda({ function: compute, ...options });
}
