import type { Shape, Tensor, Variable } from '../../graph/index.ts';
import { add, cast, mean, multiply, rsqrt, square } from '../../ops/index.ts';
import { notNegative, wholeAxes } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';
import { alongAxes, axesIn, lengthsAlong, sameAlong } from './along.ts';

/** Options of root mean square normalization. */
export interface RMSNormalizationConfig extends LayerConfig {
  /** The axis, or axes, over which the mean of squares is taken. Default `-1`. */
  axis: number | readonly number[];
  /** Added to the mean of squares, so that nothing is divided by 0. Default `1e-6`. */
  epsilon: number;
}

/**
 * Root mean square normalization, `scale · x / √(mean(x²) + epsilon)`, of each sample by itself, along `axis` (Zhang and
 * Sennrich, 2019): any shape to the same shape.
 *
 * Weights: `scale`, with the lengths of the axes of `axis`.
 *
 * @see https://keras.io/api/layers/normalization_layers/rms_normalization/
 */
export class RMSNormalization extends Layer<RMSNormalizationConfig> {
  static override readonly className = 'RMSNormalization';
  static override readonly needed: readonly string[] = [];
  scale: Variable | null = null;

  constructor(given: Given<RMSNormalizationConfig> = {}) {
    super(given, { axis: -1, epsilon: 1e-6 });
    wholeAxes(`${this.label}: axis`, this.config.axis);
    notNegative(`${this.label}: epsilon`, this.config.epsilon);
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    sameAlong(this.label, inputs, this.config.axis, this.scale);
  }

  protected override build(inputShape: Shape): void {
    const shape = lengthsAlong(this.label, inputShape, this.config.axis);
    this.scale = this.addWeight('scale', shape, { initializer: 'ones' });
  }

  protected override call(inputs: Tensor): Tensor {
    const axes = axesIn(this.label, inputs.rank, this.config.axis);
    const x = cast(inputs, 'float32');
    const normalized = multiply(x, rsqrt(add(mean(square(x), axes, true), this.config.epsilon)));
    return this.scale === null ? normalized : multiply(normalized, alongAxes(this.scale, x.rank, axes));
  }
}

/**
 * Scales each sample by itself to mean square 1, then by a learned weight: layer normalization without a mean.
 *
 * @param options - see `RMSNormalizationConfig`.
 * @throws {ArgumentError} for what is no axis, or a negative epsilon.
 * @throws {ShapeError} when it is called, for an input without these axes.
 * @example
 * await layers.rmsNormalization({ epsilon: 0 })(ops.tensor([[3, -3]])).array() // => [[1, -1]]
 * @see https://keras.io/api/layers/normalization_layers/rms_normalization/
 */
export function rmsNormalization(options: Given<RMSNormalizationConfig> = {}): RMSNormalization {
  return new RMSNormalization(options);
}
