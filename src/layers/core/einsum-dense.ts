import { type Activation, activationOf } from '../../activations/index.ts';
import type { Constraint } from '../../constraints/index.ts';
import { type Shape, shown, type Tensor, type Variable } from '../../graph/index.ts';
import { type Initializer, initializerOf } from '../../initializers/index.ts';
import { add, einsum } from '../../ops/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';
import { type Equation, parseEquation, weightShapes } from './einsum-equation.ts';

/** Options of a dense layer by an einsum equation. */
export interface EinsumDenseConfig extends LayerConfig {
  /** Axes of input, kernel and output: `'ab,bc->ac'`, with `...` at the start or the end of input and output. */
  equation: string;
  /** Shape of the output without the batch axis and without what `...` stands for; null for what the input tells. */
  outputShape: number | Shape;
  /** Applied to the result. Default `null`: none. */
  activation: Activation | null;
  /** The output's axes that the bias has. Default `null`: no bias. */
  biasAxes: string | null;
  /** Default `'glorotUniform'`, with the kernel's axes that are inputs and outputs told by the equation. */
  kernelInitializer: Initializer;
  /** Default `'zeros'`. */
  biasInitializer: Initializer;
  /** Default `null`. */
  kernelRegularizer: Regularizer | null;
  /** Default `null`. */
  biasRegularizer: Regularizer | null;
  /** Default `null`. */
  kernelConstraint: Constraint | null;
  /** Default `null`. */
  biasConstraint: Constraint | null;
}

/**
 * Dense layer by an einsum equation, `activation(einsum(equation, x, kernel) + bias)`: the shapes are what the equation says.
 *
 * Weights: `kernel`, with the axes that the equation names; `bias`, if any, with the axes of `biasAxes` and length 1 on those
 * between.
 *
 * @see https://keras.io/api/layers/core_layers/einsum_dense/
 */
export class EinsumDense extends Layer<EinsumDenseConfig, 'equation' | 'outputShape'> {
  static override readonly className = 'EinsumDense';
  static override readonly needed: readonly string[] = ['equation', 'outputShape'];
  kernel!: Variable;
  bias: Variable | null = null;
  readonly #equation: Equation;

  constructor(given: Given<EinsumDenseConfig, 'equation' | 'outputShape'>) {
    const { outputShape } = given;
    super(
      { ...given, outputShape: typeof outputShape === 'number' ? [outputShape] : outputShape },
      {
        activation: null,
        biasAxes: null,
        kernelInitializer: 'glorotUniform',
        biasInitializer: 'zeros',
        kernelRegularizer: null,
        biasRegularizer: null,
        kernelConstraint: null,
        biasConstraint: null,
      },
    );
    const { equation, biasAxes } = this.config;
    this.#equation = parseEquation(`${this.label}: equation`, equation);
    const strange = [...(biasAxes ?? '')].find((letter) => !this.#equation.output.includes(letter));
    if (strange !== undefined)
      throw new ArgumentError(`${this.label}: biasAxes`, {
        expected: `axes of the output, ${this.#equation.output}`,
        received: `'${strange}'`,
      });
    if (!this.#outputShape.every((dim) => dim === null || (Number.isInteger(dim) && dim > 0)))
      throw new ArgumentError(`${this.label}: outputShape`, {
        expected: 'a positive integer, or a list of them, with null for what the input tells',
        received: JSON.stringify(outputShape),
      });
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    const { input, elided } = this.#equation;
    if (elided === 'none' ? inputs.rank === input.length : inputs.rank >= input.length) return;
    throw new ShapeError(this.label, {
      expected: `an input of ${input.length} axes${elided === 'none' ? '' : ' or more'} for '${this.config.equation}'`,
      received: shown(inputs),
    });
  }

  protected override build(inputShape: Shape): void {
    const { kernelInitializer, kernelRegularizer, kernelConstraint, biasAxes } = this.config;
    const shapes = weightShapes(this.label, this.#equation, inputShape, this.#outputShape, biasAxes);
    this.kernel = this.addWeight('kernel', shapes.kernel, {
      initializer: withAxes(kernelInitializer, shapes.inputAxes, shapes.outputAxes),
      regularizer: kernelRegularizer,
      constraint: kernelConstraint,
    });
    if (shapes.bias === null) return;
    const { biasInitializer, biasRegularizer, biasConstraint } = this.config;
    this.bias = this.addWeight('bias', shapes.bias, {
      initializer: biasInitializer,
      regularizer: biasRegularizer,
      constraint: biasConstraint,
    });
  }

  protected override call(inputs: Tensor): Tensor {
    const product = einsum(this.config.equation, inputs, this.kernel);
    return activationOf(this.config.activation)(this.bias === null ? product : add(product, this.bias));
  }

  get #outputShape(): Shape {
    const { outputShape } = this.config;
    return typeof outputShape === 'number' ? [outputShape] : outputShape;
  }
}

/** An initializer that counts fans is told which axes are which, unless it was told already. */
function withAxes(given: Initializer, inputAxes: readonly number[], outputAxes: readonly number[]): Initializer {
  const initializer = initializerOf(given);
  const config = initializer.getConfig();
  if (config.input_axes !== null || config.output_axes !== null) return initializer;
  const told = { ...config, input_axes: inputAxes, output_axes: outputAxes };
  return initializerOf({ class_name: initializer.className, config: told });
}

/**
 * Dense layer whose product is an einsum equation: projections onto heads, products along any axes.
 *
 * @param equation - axes of input, kernel and output: `'abc,cd->abd'`.
 * @param outputShape - shape of the output without the batch axis; null for what the input tells.
 * @param options - see `EinsumDenseConfig`.
 * @throws {ArgumentError} for an equation that cannot be read, or bias axes that the output does not have.
 * @throws {ShapeError} when it is called, for an input that does not fit the equation.
 * @example
 * layers.einsumDense('abc,cd->abd', [null, 64], { biasAxes: 'd' })(input({ shape: [32, 128] })).shape // => [null, 32, 64]
 * @see https://keras.io/api/layers/core_layers/einsum_dense/
 */
export function einsumDense(
  equation: string,
  outputShape: EinsumDenseConfig['outputShape'],
  options: Omit<Given<EinsumDenseConfig, 'equation' | 'outputShape'>, 'equation' | 'outputShape'> = {},
): EinsumDense {
  return new EinsumDense({ equation, outputShape, ...options });
}
