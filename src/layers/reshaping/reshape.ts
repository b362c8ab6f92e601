import { type Shape, shownShape, type Tensor } from '../../graph/index.ts';
import { reshape as reshapeOp } from '../../ops/index.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';
import { hasRankOfAtLeast } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of a reshaping layer. */
export interface ReshapeConfig extends LayerConfig {
  /** Shape of one sample, without the batch axis; one axis may be -1, and is inferred. */
  targetShape: readonly number[];
}

/**
 * Gives each sample another shape: `[batch, ...axes]` to `[batch, ...targetShape]`, with the same elements in the same
 * order. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/reshape/
 */
export class Reshape extends Layer<ReshapeConfig, 'targetShape'> {
  static override readonly className = 'Reshape';
  static override readonly needed: readonly string[] = ['targetShape'];

  constructor(given: Given<ReshapeConfig, 'targetShape'>) {
    super(given, {});
    const { targetShape } = this.config;
    const fits =
      Array.isArray(targetShape) &&
      targetShape.every((dim) => Number.isInteger(dim) && dim >= -1) &&
      targetShape.filter((dim) => dim === -1).length <= 1;
    if (!fits)
      throw new ArgumentError(`${this.label}: targetShape`, {
        expected: 'a list of whole axis lengths, of which one may be -1, without the batch axis',
        received: JSON.stringify(targetShape) ?? String(targetShape),
      });
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    hasRankOfAtLeast(this.label, inputs, 1, 'The first axis is the batch.');
  }

  protected override call(inputs: Tensor): Tensor {
    const [batch] = inputs.dims;
    return reshapeOp(inputs, [typeof batch === 'number' ? batch : null, ...this.#target(inputs.shape)]);
  }

  /** The inferred axis as a number, wherever it can be one: an unknown batch would hide it from the op. */
  #target([, ...shape]: Shape): readonly number[] {
    const { targetShape } = this.config;
    const inferred = targetShape.indexOf(-1);
    const size = shape.reduce<number>((product, dim) => product * (dim ?? Number.NaN), 1);
    const known = targetShape.reduce((product, dim) => (dim === -1 ? product : product * dim), 1);
    if (Number.isNaN(size)) return targetShape;
    if (inferred < 0 ? size !== known : known === 0 || size % known !== 0)
      throw new ShapeError(this.label, {
        expected: `samples of ${inferred < 0 ? known : `a multiple of ${known}`} elements for ${shownShape(targetShape)}`,
        received: `samples of shape ${shownShape(shape)}`,
      });
    return inferred < 0 ? targetShape : targetShape.with(inferred, size / known);
  }
}

/**
 * Gives each sample another shape.
 *
 * @param targetShape - shape of one sample, without the batch axis; one axis may be -1, and is inferred.
 * @param options - `name` and the like.
 * @throws {ArgumentError} for a shape with other negative axes.
 * @throws {ShapeError} when it is called, for samples whose elements do not fit into the shape.
 * @example
 * layers.reshape([7, -1])(input({ shape: [28, 28] })).shape // => [null, 7, 112]
 * @see https://keras.io/api/layers/reshaping_layers/reshape/
 */
export function reshape(
  targetShape: readonly number[],
  options: Omit<Given<ReshapeConfig, 'targetShape'>, 'targetShape'> = {},
): Reshape {
  return new Reshape({ targetShape, ...options });
}
